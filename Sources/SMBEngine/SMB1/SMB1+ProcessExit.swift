// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1SessionContext {
    /// A process of the client has ended: what it opened is closed, whichever tree it lies on. [MS-CIFS] 3.3.5.16
    func processExit(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        for (id, open) in self.session.opens where self.machine.openers[id] == self.header.processID {
            self.connection.close(open, of: self.session)
        }
        reply.body { _ in }
        return .replied
    }
}
