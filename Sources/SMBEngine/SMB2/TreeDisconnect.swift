// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.8
    func treeDisconnect(into reply: inout WireWriter, base: Int) -> Outcome {
        for open in Array(self.session.opens.values) where open.tree === self.tree {
            self.connection.close(open, of: self.session)
        }
        self.session.trees[self.tree.id] = nil
        SMB2.TreeDisconnectResponse().encode(into: &reply, base: base)
        return .replied
    }
}
