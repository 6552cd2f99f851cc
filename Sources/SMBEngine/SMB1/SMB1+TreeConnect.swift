// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBSettings
import SMBWire

extension SMB1SessionContext {
    /// [MS-CIFS] 3.3.5.46, [MS-SMB] 3.3.5.4
    func treeConnectAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.TreeConnectAndXRequest.init(decoding:_:))
        if request.flags.contains(.disconnects) { self.machine.endTree(self.header.treeID) }
        let tree = try self.connect(to: request.path, as: request.service)
        chain.header.treeID = UInt16(truncatingIfNeeded: tree.id)
        var response = SMB1.TreeConnectAndXResponse(service: tree.service, nativeFileSystem: tree.isPipes ? "" : "NTFS")
        if request.flags.contains(.extendedResponse) { response.maximalAccess = (tree.maximalAccess, []) }
        response.encode(into: &reply, self.command.text, header: AndXChain.base)
        return .replied
    }

    /// [MS-CIFS] 3.3.5.43
    func treeConnect(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.TreeConnectRequest.init(decoding:_:))
        let tree = try self.connect(to: request.path, as: request.service)
        chain.header.treeID = UInt16(truncatingIfNeeded: tree.id)
        SMB1.TreeConnectResponse(maximumBuffer: UInt16(clamping: SMB1Agreement.maximumBuffer), treeID: chain.header.treeID)
            .encode(into: &reply)
        return .replied
    }

    /// `\\server\share`, or the share alone.
    private func connect(to path: String, as service: SMB1.Service) throws(NTStatus) -> Tree {
        let parts = path.split(separator: "\\", omittingEmptySubsequences: true)
        guard parts.count <= 2, let name = parts.last else { throw .badNetworkName }
        guard self.machine.trees.count < ConnectionLimits.treesPerSession else { throw .insufficientResources }
        let (target, right) = try self.connection.target(named: String(name), for: self.session)
        if case .files(let share) = target, let refusal = try self.refusal(of: share) {
            self.connection.observe(refusal, workstation: self.session.workstation)
            throw .accessDenied
        }
        let tree = Tree(id: UInt32(clamping: try self.machine.nextTree()), target: target, right: right)
        guard service == .any || service.rawValue.uppercased() == tree.service.rawValue else { throw .badDeviceType }
        self.machine.trees[UInt16(truncatingIfNeeded: tree.id)] = target
        self.session.trees[tree.id] = tree
        return tree
    }

    /// Each request asks again: the settings may have changed since the tree was connected.
    func verifySMB1(isStillSpokenOn tree: Tree) throws(NTStatus) {
        guard case .files(let share) = tree.target, let refusal = try self.refusal(of: share) else { return }
        self.connection.observeViolation(refusal, workstation: self.session.workstation)
        throw .accessDenied
    }

    /// An administrator may have closed the share to SMB1, and SMB1 encrypts nothing: what is to be said where it should.
    private func refusal(of share: ShareDefinition) throws(NTStatus) -> Observation.Fact? {
        guard share.speaksSMB1 else { throw .accessDenied }
        guard share.encryptsData, self.server.settings.value.rejectsUnencryptedAccess else { return nil }
        let request = RequestFact(
            sessionID: self.session.id, user: self.session.principal.userName, command: UInt16(clamping: self.header.command.rawValue),
            messageID: UInt64(self.header.multiplexID))
        return .unencryptedWhereDue(request, share: share.name)
    }
}

extension Tree {
    var isPipes: Bool {
        if case .pipes = self.target { return true }
        return false
    }

    fileprivate var service: SMB1.Service { self.isPipes ? .pipes : .disk }
}
