// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// The parts of SET_INFO that change what a file is called, or whether it is called anything. [MS-FSA] 2.1.5.15.3, .6, .11
extension FileOperations {
    func rename(_ information: FileRenameInformation, _ open: Open, _ file: OpenFile) throws(NTStatus) {
        try open.require(anyOf: .delete)
        if open.stream != nil || information.fileName.hasPrefix(":") { return try self.renameStream(information, open, file) }
        let target = try self.target(
            information.fileName, root: information.rootDirectory, replacing: information.replaceIfExists, open, file)
        let store = try self.share().store
        if file.handle.isDirectory, self.server.opens.isAnythingOpen(beneath: OpenPlace(open.path, in: store)) { throw .accessDenied }
        try file.handle.rename(to: target, replacing: information.replaceIfExists)
        for other in self.session.opens.values where other.stream == nil {
            if case .file(_, let registration) = other.object, registration.identity == file.handle.identity { other.path = target }
        }
        open.path = target
        self.server.opens.place(try open.registration(), at: OpenPlace(target, in: store))
    }

    func link(_ information: FileLinkInformation, _ open: Open, _ file: OpenFile) throws(NTStatus) {
        // A new name is made: a tree that may not write may not do that, whatever the open was granted.
        guard self.tree.canWrite else { throw .accessDenied }
        guard !file.handle.isDirectory else { throw .fileIsADirectory }
        guard open.stream == nil else { throw .invalidParameter }
        let target = try self.target(
            information.fileName, root: information.rootDirectory, replacing: information.replaceIfExists, open, file)
        try file.handle.link(as: target, replacing: information.replaceIfExists)
    }

    /// The new name, once it is clear that what it replaces may go.
    private func target(
        _ name: String, root: UInt64, replacing: Bool, _ open: Open, _ file: OpenFile
    ) throws(NTStatus) -> StorePath {
        guard root == 0 else { throw .invalidParameter }
        // Relative to the share; Samba's client begins a link's name with a separator all the same.
        let parsed = try FileName(parsing: name.hasPrefix("\\") ? String(name.dropFirst()) : name)
        // A file does not become a stream.
        if case .named = parsed.stream { throw .objectNameInvalid }
        let target = parsed.path
        guard !target.isRoot, !open.path.isRoot else { throw .objectNameInvalid }
        if self.server.opens.isCondemned(file.handle.identity) { throw .deletePending }
        try self.verifyAdding(to: target.parent, isDirectory: file.handle.isDirectory)
        if replacing { try self.verifyReplaceable(target, by: file) }
        return target
    }

    /// A file that others have open, a read-only file or a directory is not replaced. [MS-FSA] 2.1.5.15.11
    private func verifyReplaceable(_ target: StorePath, by file: OpenFile) throws(NTStatus) {
        let existing: StoreOpened
        do {
            existing = try self.share().store.open(
                StoreOpen(path: target, creation: .openExisting, kind: .any, reads: false, writes: false))
        } catch {
            if error == .objectNameNotFound { return }
            throw error
        }
        defer { existing.handle.close() }
        // Only the spelling changes.
        if existing.metadata.identity == file.handle.identity { return }
        guard !existing.metadata.isDirectory, !existing.metadata.attributes.contains(.readOnly),
            !self.server.opens.isOpen(existing.metadata.identity), self.maximalAccess(to: existing).contains(.delete)
        else { throw .accessDenied }
    }

    func setDisposition(
        _ deletes: Bool, ignoresReadOnly: Bool, _ open: Open, _ file: OpenFile, _ registration: OpenRegistration
    ) throws(NTStatus) {
        try open.require(anyOf: .delete)
        guard deletes else { return try self.server.opens.pardon(registration) }
        guard !open.path.isRoot || open.stream != nil else { throw .cannotDelete }
        if !ignoresReadOnly, try file.handle.metadata().attributes.contains(.readOnly) { throw .cannotDelete }
        if file.handle.isDirectory, try !file.handle.isEmptyDirectory() { throw .directoryNotEmpty }
        try self.server.opens.condemn(registration, through: file)
    }
}
