// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1Context {
    /// [MS-CIFS] 3.3.5.44. A tree may outlive all who used it, so that nobody need be logged on to leave it.
    func treeDisconnect(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        guard self.machine.trees[self.header.treeID] != nil else { throw .smbBadTID }
        self.machine.endTree(self.header.treeID)
        reply.body { _ in }
        return .replied
    }
}

extension SMB1Machine {
    /// A TID is the connection's: with it goes what any user opened through it.
    func endTree(_ id: UInt16) {
        self.trees[id] = nil
        self.transactions.remove { $0.treeID == id }
        self.searches = self.searches.filter { $0.value.treeID != id }
        for session in Array(self.users.values) {
            if let tree = session.trees[UInt32(clamping: id)] { self.connection.end(tree, of: session) }
        }
    }
}
