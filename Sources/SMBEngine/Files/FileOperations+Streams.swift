// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Named streams: data beside a file's own, under the file's rights. [MS-FSA] 2.1.5.1.2
extension FileOperations {
    /// Opens or creates a stream, and its file where there is none.
    ///
    /// A stream has share modes and locks of its own. What guards the file guards its streams as well: the file's attributes, and its
    /// deletion, which waits for the streams that are open.
    func openStream(_ name: String, _ plan: CreatePlan, as id: SMB2.FileID) throws(NTStatus) -> OpenResult {
        let base = try self.openBase(plan)
        let owner = OpenFile(base.handle)
        // A stream is as open as its file (CVE-2013-4475).
        let maximal = self.maximalAccess(to: base)
        if !base.created {
            guard plan.requiredAccess.isSubset(of: maximal.union(self.privilegedAccess)) else { throw .accessDenied }
            try plan.verifyStream(of: base.metadata)
        }
        let registration = try self.server.opens.register(base.handle.identity, forStreamWith: plan.access, sharing: plan.sharing)
        do {
            let (opened, open) = try self.openStream(name, of: owner, base, maximal, registration, plan, as: id)
            self.session.opens[id.volatile] = open
            return OpenResult(
                open: open, metadata: opened.metadata, action: opened.created ? .created : plan.action, maximalAccess: maximal)
        } catch {
            _ = self.server.opens.close(registration, condemning: nil)
            throw error
        }
    }

    private func openBase(_ plan: CreatePlan) throws(NTStatus) -> StoreOpened {
        let mayCreate = self.tree.canWrite && plan.creation != .openExisting
        return try self.share().store.open(
            StoreOpen(
                path: plan.path, creation: mayCreate ? .openOrCreate : .openExisting, kind: .any, reads: false, writes: false,
                attributes: plan.attributes, admission: try self.admission(plan)))
    }

    private func openStream(
        _ name: String, of base: OpenFile, _ openedBase: StoreOpened, _ maximal: AccessMask, _ baseRegistration: OpenRegistration,
        _ plan: CreatePlan,
        as id: SMB2.FileID
    ) throws(NTStatus) -> (StoreOpened, Open) {
        let access = plan.granted(of: maximal, on: openedBase.metadata, storeWrites: self.tree.canWrite)
        // A new stream is written to its file, whatever else is asked for.
        let mayCreate = self.tree.canWrite && (openedBase.created || maximal.contains(.writeData))
        if plan.creation == .createNew, !mayCreate { throw .accessDenied }
        let request = plan.storeOpen(granting: access, mayCreate: mayCreate)
        var opened = try base.handle.openStream(StreamOpen(name: name, creation: request.creation, writes: request.writes))
        let stream = OpenFile(opened.handle)
        let registration = try self.server.opens.register(
            opened.handle.identity, access, sharing: plan.sharing, intent: opened.created ? [] : plan.overwritingIntent)
        do {
            if plan.overwrites, !opened.created { try stream.handle.overwrite(attributes: plan.attributes) }
            if plan.overwrites { opened.metadata = try stream.handle.metadata() }
        } catch {
            _ = self.server.opens.close(registration, condemning: nil)
            throw error
        }
        let open = Open(
            id: id, tree: self.tree, object: .file(stream, registration), access: access, options: plan.options, path: plan.path)
        open.stream = OpenStream(name: name, file: baseRegistration)
        return (opened, open)
    }

    /// A stream is renamed within its file, by a name that begins with a colon. [MS-FSA] 2.1.5.15.11
    func renameStream(_ information: FileRenameInformation, _ open: Open, _ file: OpenFile) throws(NTStatus) {
        guard information.rootDirectory == 0, open.stream != nil else { throw .invalidParameter }
        // A name of another file, or of this one as a whole, is in use as far as Windows is concerned.
        guard information.fileName.hasPrefix(":") else { throw .sharingViolation }
        guard case .named(let name) = try StreamName(parsing: information.fileName[...]) else {
            // The unnamed stream is always there.
            throw information.replaceIfExists ? .invalidParameter : .objectNameCollision
        }
        if information.replaceIfExists { try self.verifyReplaceable(stream: name, by: file) }
        try file.handle.renameStream(to: name, replacing: information.replaceIfExists)
        open.stream?.name = name
    }

    /// A stream that somebody has open is replaced if all of them would let it be deleted.
    private func verifyReplaceable(stream name: String, by file: OpenFile) throws(NTStatus) {
        let existing: StoreOpened
        do {
            existing = try file.handle.openStream(StreamOpen(name: name, creation: .openExisting, writes: false))
        } catch {
            if error == .objectNameNotFound { return }
            throw error
        }
        defer { existing.handle.close() }
        if existing.handle.identity == file.handle.identity { return }
        do {
            let registration = try self.server.opens.register(existing.handle.identity, .delete, sharing: .all)
            _ = self.server.opens.close(registration, condemning: nil)
        } catch {
            throw .accessDenied
        }
    }
}

extension CreatePlan {
    /// What the file's attributes forbid for its streams: a directory has streams like any file.
    func verifyStream(of metadata: FileMetadata) throws(NTStatus) {
        guard metadata.attributes.contains(.readOnly), !metadata.isDirectory else { return }
        if self.options.contains(.deleteOnClose) { throw .cannotDelete }
        if self.overwrites || !self.access.isDisjoint(with: [.writeData, .appendData]) { throw .accessDenied }
    }
}
