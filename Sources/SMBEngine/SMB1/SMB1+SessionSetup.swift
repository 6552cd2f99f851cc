// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1Context {
    func sessionSetupAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }
}

extension SMB1Machine {
    /// What a logon waited for has come.
    func handleLogon(_ event: ConnectionEvent) -> Bool { true }
}
