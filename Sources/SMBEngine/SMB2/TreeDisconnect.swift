// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.8
    func treeDisconnect(into reply: inout WireWriter, base: Int) -> Outcome {
        self.connection.end(self.tree, of: self.session)
        SMB2.TreeDisconnectResponse().encode(into: &reply, base: base)
        return .replied
    }
}
