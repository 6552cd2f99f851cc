// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBWire

extension ConnectionMachine {
    /// [MS-SMB2] 3.3.5.7
    func treeConnect(
        _ request: SMB2.TreeConnectRequest, _ element: inout ElementInProgress, _ chain: inout RequestChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> Outcome {
        let session = try self.session(of: element.header).session
        // 3.1.1 has no validate-negotiate: the signature of this request protects the pre-auth hash. "neither signed nor encrypted".
        if self.agreement?.dialect == .smb3_1_1, session.principal.kind == .user, element.signer == nil {
            return .disconnect(.unprotectedTreeConnect)
        }
        guard session.trees.count < ConnectionLimits.treesPerSession else { throw .insufficientResources }
        let (target, right) = try self.target(of: request.path, for: session)
        let tree = Tree(id: session.nextTree, target: target, right: right)
        session.nextTree &+= 1
        session.trees[tree.id] = tree
        element.header.treeID = tree.id
        chain.treeID = tree.id

        let isPipe: Bool
        if case .pipes = target { isPipe = true } else { isPipe = false }
        SMB2.TreeConnectResponse(
            shareType: isPipe ? .pipe : .disk, shareFlags: isPipe ? [] : .noCaching, capabilities: [], maximalAccess: tree.maximalAccess
        ).encode(into: &reply, base: element.base)
        return .replied
    }

    /// `\\server\share`: the server's part is whatever the client calls us.
    private func target(of path: String, for session: Session) throws(NTStatus) -> (Tree.Target, ShareRight) {
        let parts = path.split(separator: "\\", omittingEmptySubsequences: true)
        guard parts.count == 2, let name = parts.last else { throw .badNetworkName }
        if name.lowercased() == "ipc$" { return (.pipes, .read) }
        guard let share = self.server.shares.value[String(name)] else { throw .badNetworkName }
        let right = self.right(of: session.principal, on: share)
        guard right > .none else {
            self.refuseNullSession(share.name, of: session)
            throw .accessDenied
        }
        return (.files(share), right)
    }
}
