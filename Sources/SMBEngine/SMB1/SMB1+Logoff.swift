// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1SessionContext {
    /// [MS-CIFS] 3.3.5.45. The connection's trees stay: another user may go on with them.
    func logoffAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        self.connection.remove(self.session)
        reply.body { $0.andX() }
        return .replied
    }
}
