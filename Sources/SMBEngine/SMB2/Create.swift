// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.9
    func create(_ request: SMB2.CreateRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        guard self.session.opens.count < ConnectionLimits.opensPerSession else { throw .tooManyOpenedFiles }
        guard request.impersonationLevel.isKnown else { throw .badImpersonationLevel }
        switch self.tree.target {
        case .pipes: return try self.createPipe(request, into: &reply, base: base)
        case .files(let share): return try self.createFile(request, of: share, into: &reply, base: base)
        }
    }

    private func createFile(
        _ request: SMB2.CreateRequest, of share: ShareDefinition, into reply: inout WireWriter, base: Int
    ) throws(NTStatus) -> Outcome {
        let plan = try CreatePlan(request, on: self.tree)
        let contexts = try CreateContexts(request.contexts)
        let (opened, access) = try self.openInStore(plan, share)
        let file = OpenFile(opened.handle)
        if !opened.created { try plan.verify(existing: opened.metadata) }

        let registration = try self.server.opens.register(
            opened.metadata.identity, access, sharing: plan.sharing, intent: opened.created ? [] : plan.overwritingIntent)
        let metadata: FileMetadata
        do {
            metadata = try self.prepare(file, opened, plan, contexts)
        } catch {
            _ = self.server.opens.close(registration, condemning: nil)
            throw error
        }

        let open = Open(
            id: self.connection.nextFileID(), tree: self.tree, object: .file(file, registration), access: access, options: plan.options,
            path: plan.path)
        self.session.opens[open.id.volatile] = open
        SMB2.CreateResponse(
            oplockLevel: .none, createAction: opened.created ? .created : plan.action, metadata, file: open.id,
            contexts: contexts.answers(maximalAccess: self.tree.maximalAccess, identity: metadata.identity)
        ).encode(into: &reply, base: base)
        return .opened(open.id)
    }

    private func openInStore(_ plan: CreatePlan, _ share: ShareDefinition) throws(NTStatus) -> (StoreOpened, AccessMask) {
        let maximal = self.tree.maximalAccess
        var request = plan.storeOpen(granting: plan.wantsMaximum ? maximal : plan.access, mayCreate: self.tree.canWrite)
        let needed = plan.storeOpen(granting: plan.access, mayCreate: self.tree.canWrite)
        do {
            let opened = try share.store.open(request)
            return (opened, plan.granted(of: maximal, on: opened.metadata, storeWrites: request.writes))
        } catch {
            // OPEN_IF where nothing may be created.
            if error == .objectNameNotFound, plan.disposition == .openIf, !self.tree.canWrite { throw .accessDenied }
            // The file's own permissions say what the maximum is.
            guard error == .accessDenied, plan.wantsMaximum, request.writes, !needed.writes else { throw error }
            request.writes = false
            let opened = try share.store.open(request)
            return (opened, plan.granted(of: maximal, on: opened.metadata, storeWrites: false))
        }
    }

    /// What CREATE does to the file once every check has passed. Returns the metadata afterwards.
    private func prepare(
        _ file: OpenFile, _ opened: StoreOpened, _ plan: CreatePlan, _ contexts: CreateContexts
    ) throws(NTStatus) -> FileMetadata {
        guard opened.created || plan.overwrites else {
            try plan.verifyRemovable(file.handle)
            return opened.metadata
        }
        if !opened.created { try file.handle.overwrite(attributes: plan.attributes) }
        let mayWrite = plan.overwrites || !plan.access.isDisjoint(with: [.writeData, .appendData])
        let reserves = contexts.allocationSize != nil && mayWrite && !opened.metadata.isDirectory
        // A hint: where there is no room, WRITE will say so.
        if reserves, let size = contexts.allocationSize { try? file.handle.reserve(size) }
        return opened.created && !reserves ? opened.metadata : try file.handle.metadata()
    }
}

extension SMB2.CreateResponse {
    init(
        oplockLevel: SMB2.OplockLevel, createAction: SMB2.CreateAction, _ metadata: FileMetadata, file: SMB2.FileID,
        contexts: [SMB2.CreateContext]
    ) {
        self.init(
            oplockLevel: oplockLevel, createAction: createAction, creationTime: metadata.creationTime,
            lastAccessTime: metadata.lastAccessTime, lastWriteTime: metadata.lastWriteTime, changeTime: metadata.changeTime,
            allocationSize: metadata.allocationSize, endOfFile: metadata.endOfFile, fileAttributes: metadata.wireAttributes, file: file,
            contexts: contexts)
    }
}

extension FileMetadata {
    /// As clients expect them: "normal" stands for none. [MS-FSCC] 2.6
    var wireAttributes: FileAttributes {
        let attributes = self.isDirectory ? self.attributes.union(.directory) : self.attributes
        return attributes == [] ? .normal : attributes
    }
}
