// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What a command wants opened, in the terms that CREATE and NT_CREATE_ANDX have in common. [MS-FSA] 2.1.5.1
struct OpenRequest {
    /// Relative to the share, backslashes between components, as the client wrote it.
    var name: String
    var desiredAccess: AccessMask
    /// Of a file that is created or overwritten.
    var attributes: FileAttributes
    var sharing: ShareAccess
    var disposition: CreateDisposition
    var options: CreateOptions
    var allocationSize: FileOffset?
    /// The oplock that the client would like to have.
    var oplock = OplockLevel.none
    /// Leaves others' oplocks alone.
    var keepsOplocks = false
    /// Clients older than level II do without it.
    var takesLevelII = true
    /// Of a file that is created or overwritten.
    var extendedAttributes: [FileFullEaInformation.Attribute] = []
    /// Of a file that is created.
    var securityDescriptor: SecurityDescriptor?
    /// A mode of DOS in which a process may open a file again that it has open already.
    var sharesWithItself = false
    /// A directory that is not empty may be opened with delete-on-close: it stays when it is closed.
    var toleratesContents = false
}

/// A file that was opened, and how.
struct OpenResult {
    let open: Open
    let metadata: FileMetadata
    let action: CreateAction
    /// What an open of the file could have been granted.
    let maximalAccess: AccessMask
    /// What it got of the oplock that it wanted.
    var oplock = OplockLevel.none
}

extension FileOperations {
    /// Opens or creates a file or directory, and puts it among the session's opens under the volatile half of `id`.
    func open(_ request: OpenRequest, as id: SMB2.FileID) throws(NTStatus) -> OpenResult {
        guard self.session.opens.count < ConnectionLimits.opensPerSession else { throw .tooManyOpenedFiles }
        var plan = try CreatePlan(request, on: self.tree)
        plan.path = self.withLongNames(plan.path)
        // A share stays, whoever asks: nothing in it could be opened while its root waited to go.
        if plan.options.contains(.deleteOnClose), plan.path.isRoot, plan.stream == nil { throw .cannotDelete }
        if case .named(let stream) = plan.stream { return try self.openStream(stream, plan, as: id) }
        let (opened, storeWrites) = try self.openInStore(plan, try self.share())
        let file = OpenFile(opened.handle)
        let maximal = self.maximalAccess(to: opened)
        // Whoever creates a file gets what was asked for, whatever its descriptor says from then on.
        if !opened.created, !plan.requiredAccess.isSubset(of: maximal.union(self.privilegedAccess)) { throw .accessDenied }
        let access = plan.granted(of: maximal, on: opened.metadata, storeWrites: storeWrites)
        if !opened.created { try plan.verify(existing: opened.metadata) }

        let token = self.connection.nextToken()
        var candidate = OpenCandidate(
            access: access, sharing: plan.sharing, intent: opened.created ? [] : plan.overwritingIntent,
            oplock: opened.metadata.isDirectory ? nil : self.wish(request, token),
            ignoresSharing: request.sharesWithItself && self.isOpenToItself(opened.metadata.identity))
        candidate.keepsOplocks = request.keepsOplocks
        let (registration, oplock) = try self.admit(
            candidate, to: opened.metadata.identity, isDirectory: opened.metadata.isDirectory)
        let metadata: FileMetadata
        do {
            if !request.toleratesContents { try plan.verifyRemovable(file.handle) }
            metadata = try self.prepare(file, opened, plan)
        } catch {
            _ = self.server.opens.close(registration, condemning: nil)
            throw error
        }

        let open = Open(
            id: id, tree: self.tree, object: .file(file, registration), access: access, options: plan.options, path: plan.path)
        if request.sharesWithItself { open.sharingProcess = self.process }
        self.session.opens[id.volatile] = open
        self.server.opens.place(registration, at: OpenPlace(plan.path, in: try self.share().store))
        if oplock > .none {
            open.oplockToken = token
            self.connection.oplocks[token] = (self.session, open)
        }
        return OpenResult(
            open: open, metadata: metadata, action: opened.created ? .created : plan.action, maximalAccess: maximal, oplock: oplock)
    }

    /// The file, and whether the store lets it be written.
    /// Whether this process has the file open to write, in a mode that lets it do so again.
    private func isOpenToItself(_ identity: FileIdentity) -> Bool {
        self.session.opens.values.contains { open in
            guard open.sharingProcess == self.process, case .file(_, let registration) = open.object else { return false }
            return registration.identity == identity && open.access.contains(.writeData)
        }
    }

    private func openInStore(_ plan: CreatePlan, _ share: ShareDefinition) throws(NTStatus) -> (StoreOpened, writes: Bool) {
        let maximal = self.tree.maximalAccess
        var request = plan.storeOpen(granting: plan.wantsMaximum ? maximal : plan.access, mayCreate: self.tree.canWrite)
        request.admission = try self.admission(plan)
        let needed = plan.storeOpen(granting: plan.access, mayCreate: self.tree.canWrite)
        do {
            return (try share.store.open(request), request.writes)
        } catch {
            // OPEN_IF where nothing may be created.
            if error == .objectNameNotFound, plan.disposition == .openIf, !self.tree.canWrite { throw .accessDenied }
            // The file's own permissions say what the maximum is.
            guard error == .accessDenied, plan.wantsMaximum, request.writes, !needed.writes else { throw error }
            request.writes = false
            return (try share.store.open(request), false)
        }
    }

    /// What an open does to the file once every check has passed. Returns the metadata afterwards.
    private func prepare(_ file: OpenFile, _ opened: StoreOpened, _ plan: CreatePlan) throws(NTStatus) -> FileMetadata {
        guard opened.created || plan.overwrites else {
            return opened.metadata
        }
        if !opened.created { try file.handle.overwrite(attributes: plan.attributes) }
        do {
            try Self.set(plan.extendedAttributes, on: file.handle)
        } catch {
            if opened.created { try? file.handle.remove() }
            throw error
        }
        let mayWrite = plan.overwrites || !plan.access.isDisjoint(with: [.writeData, .appendData])
        let reserves = plan.allocationSize != nil && mayWrite && !opened.metadata.isDirectory
        // A hint: where there is no room, WRITE will say so.
        if reserves, let size = plan.allocationSize { try? file.handle.reserve(size) }
        return opened.created && !reserves ? opened.metadata : try file.handle.metadata()
    }
}

extension FileMetadata {
    /// As clients expect them: "normal" stands for none. [MS-FSCC] 2.6
    var wireAttributes: FileAttributes {
        let attributes = self.isDirectory ? self.attributes.union(.directory) : self.attributes
        return attributes == [] ? .normal : attributes
    }
}
