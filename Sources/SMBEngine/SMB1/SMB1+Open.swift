// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    func open(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func create(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func createNew(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func createTemporary(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }
}
