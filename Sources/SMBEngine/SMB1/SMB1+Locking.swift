// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    func lockingAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func lockByteRange(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func unlockByteRange(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }
}

extension SMB1Machine {
    func lockSettled(_ token: Token, _ status: NTStatus?) {
        self.complete(token) { (_, reply) throws(NTStatus) in
            if let status { throw status }
            return .replied
        }
    }
}
