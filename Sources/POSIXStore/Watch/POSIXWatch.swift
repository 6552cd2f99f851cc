// SPDX-License-Identifier: Apache-2.0
import Glibc
package import SMBEngine
package import SMBWire
import Synchronization

/// One CHANGE_NOTIFY's interest in a folder. After `cancel` nothing is delivered any more: a delivery on its way is waited for, so
/// `deliver` must not cancel.
final class POSIXWatch: ChangeWatch {
    let filter: ChangeFilter
    let subtree: Bool
    /// The watched folder, by a descriptor of its own: the handle may be closed first.
    let folder: Descriptor
    private let reader: WatchReader
    private let deliver: Mutex<(@Sendable ([FileChange]) -> Void)?>

    init(
        _ reader: WatchReader, _ folder: Descriptor, _ filter: ChangeFilter, subtree: Bool,
        _ deliver: @escaping @Sendable ([FileChange]) -> Void
    ) {
        self.reader = reader
        self.folder = folder
        self.filter = filter
        self.subtree = subtree
        self.deliver = Mutex(deliver)
    }

    func cancel() {
        self.deliver.withLock { $0 = nil }
        self.reader.remove(self)
    }

    /// An empty list says that changes were missed.
    func report(_ changes: [FileChange]) { self.deliver.withLock { $0?(changes) } }
}

extension POSIXFile {
    package func watch(
        _ filter: ChangeFilter, subtree: Bool, deliver: @escaping @Sendable ([FileChange]) -> Void
    ) throws(NTStatus) -> any ChangeWatch {
        guard self.isDirectory else { throw .invalidParameter }
        let reader = self.store.notifier.reader
        do throws(Errno) {
            let folder = try Syscalls.open(in: self.descriptor.raw, ".", Syscalls.folderFlags)
            let watch = POSIXWatch(reader, folder, filter, subtree: subtree, deliver)
            try reader.add(watch)
            if !subtree { folder.close() }  // Only new folders below need it again.
            return watch
        } catch {
            // ENOSPC: the user's number of inotify watches.
            throw error.code == ENOSPC ? .insufficientResources : NTStatus(error)
        }
    }
}

extension ChangeFilter {
    private static let names: ChangeFilter = [.fileName, .directoryName]
    private static let contents: ChangeFilter = [.size, .lastWrite]
    private static let properties: ChangeFilter = [.attributes, .lastWrite, .lastAccess, .creation, .ea, .security]

    /// What the kernel is to tell: a subtree needs the names in any case, to know its folders.
    func mask(subtree: Bool) -> UInt32 {
        var mask = IN_ONLYDIR | IN_EXCL_UNLINK | IN_MASK_ADD
        if subtree || !self.isDisjoint(with: Self.names) { mask |= IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO }
        if !self.isDisjoint(with: Self.contents) { mask |= IN_MODIFY }
        if !self.isDisjoint(with: Self.properties) { mask |= IN_ATTRIB }
        return UInt32(mask)
    }

    func asks(for event: ChangeEvents.Event) -> Bool {
        if event.has(Int(IN_MODIFY)) { return !self.isDisjoint(with: Self.contents) }
        if event.has(Int(IN_ATTRIB)) { return !self.isDisjoint(with: Self.properties) }
        return self.contains(event.isFolder ? .directoryName : .fileName)
    }
}

extension ChangeEvents.Event {
    var isFolder: Bool { self.has(Int(IN_ISDIR)) }
}
