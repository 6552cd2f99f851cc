// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBWire

extension ConnectionMachine {
    /// [MS-SMB2] 3.3.5.7
    func treeConnect(
        _ request: SMB2.TreeConnectRequest, _ element: inout ElementInProgress, _ chain: inout RequestChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> Outcome {
        let session = try self.session(of: element.header).session
        // 3.1.1 has no validate-negotiate: the signature of this request protects the pre-auth hash. "neither signed nor encrypted".
        if self.agreement?.dialect == .smb3_1_1, session.principal.kind == .user, element.signer == nil, !element.wasEncrypted {
            return .disconnect(.unprotectedTreeConnect)
        }
        guard session.trees.count < ConnectionLimits.treesPerSession else { throw .insufficientResources }
        // `\\server\share`: the server's part is whatever the client calls us.
        let parts = request.path.split(separator: "\\", omittingEmptySubsequences: true)
        guard parts.count == 2, let name = parts.last else { throw .badNetworkName }
        let (target, right) = try self.target(named: String(name), for: session)
        if case .files(let share) = target { try self.verifyEncryption(of: share, session, element) }
        let tree = Tree(id: session.nextTree, target: target, right: right)
        session.nextTree &+= 1
        session.trees[tree.id] = tree
        element.header.treeID = tree.id
        chain.treeID = tree.id

        let isPipe: Bool
        if case .pipes = target { isPipe = true } else { isPipe = false }
        SMB2.TreeConnectResponse(
            shareType: isPipe ? .pipe : .disk, shareFlags: self.flags(of: tree), capabilities: [], maximalAccess: tree.maximalAccess
        ).encode(into: &reply, base: element.base)
        return .replied
    }

    /// An encrypted share is closed to a session that has no keys, even where its client could encrypt for another user. The request
    /// itself may come in the clear: its answer tells the client to encrypt what follows. [MS-SMB2] 3.3.5.7
    private func verifyEncryption(of share: ShareDefinition, _ session: Session, _ element: ElementInProgress) throws(NTStatus) {
        guard share.encryptsData, session.seals == nil, let agreement = self.agreement, self.demandsEncryption(agreement) else { return }
        let request = RequestFact(
            sessionID: session.id, user: session.principal.userName, command: element.header.command.rawValue,
            messageID: element.header.messageID)
        self.observe(.unencryptedWhereDue(request, share: share.name), workstation: session.workstation)
        throw .accessDenied
    }

    private func flags(of tree: Tree) -> SMB2.ShareFlags {
        guard case .files(let share) = tree.target else { return [] }
        let hasEncryption = self.agreement.map { $0.dialect >= .smb3_0 } ?? false
        return share.encryptsData && hasEncryption ? [.noCaching, .encryptData] : .noCaching
    }
}
