// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SessionContext {
    /// [MS-SMB2] 3.3.5.6. The answer is still signed with the session's key, which the element holds.
    func logoff(into reply: inout WireWriter, base: Int) -> Outcome {
        self.connection.remove(self.session)
        SMB2.LogoffResponse().encode(into: &reply, base: base)
        return .replied
    }
}
