// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    func writeAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func write(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func writeAndUnlock(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func writeRaw(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }
}
