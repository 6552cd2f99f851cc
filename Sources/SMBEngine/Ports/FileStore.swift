// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBWire

/// What a share's files are to the engine. The store knows paths and files; it knows nothing of SMB sessions, share modes, locks or
/// delete-on-close, which the engine keeps in its own tables by `FileIdentity`.
///
/// Calls come from event loops. What may wait for a device is offered twice: a form that answers `nil` rather than block, and a form
/// whose name ends in `Blocking`, which the engine runs on the pool.
package protocol FileStore: AnyObject, Sendable {
    /// Opens or creates one file or directory beneath the root. Never truncates what exists (see `FileHandle.overwrite`), never leaves
    /// the root, by no symlink either.
    func open(_ request: StoreOpen) throws(NTStatus) -> StoreOpened

    /// Size and identity of the filesystem below the share.
    func volume() throws(NTStatus) -> VolumeInformation
}

/// A path beneath a share's root: already split at separators and checked (no `..`, no empty, no forbidden character). Empty = the root.
package struct StorePath: Hashable, Sendable {
    package var components: [String]
    package init(_ components: [String]) { self.components = components }
    package var isRoot: Bool { self.components.isEmpty }
}

package struct StoreOpen: Sendable {
    package enum Creation: Sendable { case openExisting, createNew, openOrCreate }
    package enum Kind: Sendable { case any, file, directory }

    package var path: StorePath
    package var creation: Creation
    /// What an existing object must be, and what a new one becomes (`.any` creates a file).
    package var kind: Kind
    package var reads: Bool
    package var writes: Bool
    /// Attributes of a newly created object.
    package var attributes: FileAttributes
    /// Asked before anything is created, with what is stored for the folder: refuses, or says what is stored for the new object.
    package var admission: Admission?

    package typealias Admission = @Sendable (_ folder: SecurityDescriptor?) throws(NTStatus) -> SecurityDescriptor?

    package init(
        path: StorePath, creation: Creation, kind: Kind, reads: Bool, writes: Bool, attributes: FileAttributes = [],
        admission: Admission? = nil
    ) {
        self.path = path
        self.creation = creation
        self.kind = kind
        self.reads = reads
        self.writes = writes
        self.attributes = attributes
        self.admission = admission
    }
}

package struct StoreOpened: Sendable {
    package var handle: any FileHandle
    package var created: Bool
    /// Metadata as of the open, so that CREATE's answer needs no second look.
    package var metadata: FileMetadata
    /// As `FileHandle.securityDescriptor` has it.
    package var securityDescriptor: SecurityDescriptor?
    package init(handle: any FileHandle, created: Bool, metadata: FileMetadata, securityDescriptor: SecurityDescriptor? = nil) {
        self.handle = handle
        self.created = created
        self.metadata = metadata
        self.securityDescriptor = securityDescriptor
    }
}

/// Which file a handle names, whatever path led there: share modes, locks and delete-on-close hang on it.
package struct FileIdentity: Hashable, Sendable {
    package var volume: UInt64
    package var file: UInt64
    package init(volume: UInt64, file: UInt64) {
        self.volume = volume
        self.file = file
    }
}

package struct FileMetadata: Hashable, Sendable {
    package var identity: FileIdentity
    package var isDirectory: Bool
    package var attributes: FileAttributes
    package var endOfFile: UInt64
    package var allocationSize: UInt64
    package var linkCount: UInt32
    package var creationTime: NTTime
    package var lastAccessTime: NTTime
    package var lastWriteTime: NTTime
    package var changeTime: NTTime
    /// POSIX owner, group and permission bits: the security descriptor is made of them.
    package var owner: UInt32
    package var group: UInt32
    package var permissions: UInt16

    package init(
        identity: FileIdentity, isDirectory: Bool, attributes: FileAttributes, endOfFile: UInt64, allocationSize: UInt64,
        linkCount: UInt32, creationTime: NTTime, lastAccessTime: NTTime, lastWriteTime: NTTime, changeTime: NTTime,
        owner: UInt32, group: UInt32, permissions: UInt16
    ) {
        self.identity = identity
        self.isDirectory = isDirectory
        self.attributes = attributes
        self.endOfFile = endOfFile
        self.allocationSize = allocationSize
        self.linkCount = linkCount
        self.creationTime = creationTime
        self.lastAccessTime = lastAccessTime
        self.lastWriteTime = lastWriteTime
        self.changeTime = changeTime
        self.owner = owner
        self.group = group
        self.permissions = permissions
    }
}

/// Changes asked for by SET_INFO (basic); `nil` leaves a field as it is.
package struct MetadataChange: Hashable, Sendable {
    package var creationTime: NTTime?
    package var lastAccessTime: NTTime?
    package var lastWriteTime: NTTime?
    package var attributes: FileAttributes?
    package init(
        creationTime: NTTime? = nil, lastAccessTime: NTTime? = nil, lastWriteTime: NTTime? = nil, attributes: FileAttributes? = nil
    ) {
        self.creationTime = creationTime
        self.lastAccessTime = lastAccessTime
        self.lastWriteTime = lastWriteTime
        self.attributes = attributes
    }
}

package struct VolumeInformation: Hashable, Sendable {
    package var serialNumber: UInt32
    package var creationTime: NTTime
    package var bytesPerSector: UInt32
    package var sectorsPerUnit: UInt32
    package var totalUnits: UInt64
    package var availableUnits: UInt64
    package init(
        serialNumber: UInt32, creationTime: NTTime, bytesPerSector: UInt32, sectorsPerUnit: UInt32, totalUnits: UInt64,
        availableUnits: UInt64
    ) {
        self.serialNumber = serialNumber
        self.creationTime = creationTime
        self.bytesPerSector = bytesPerSector
        self.sectorsPerUnit = sectorsPerUnit
        self.totalUnits = totalUnits
        self.availableUnits = availableUnits
    }
}

/// One stream of a file. The unnamed one is what the file itself holds; a directory has none such. [MS-FSCC] 1.1
package struct StreamEntry: Hashable, Sendable {
    /// Empty for the unnamed stream.
    package var name: String
    package var size: UInt64
    package var allocationSize: UInt64
    package init(name: String, size: UInt64, allocationSize: UInt64) {
        self.name = name
        self.size = size
        self.allocationSize = allocationSize
    }
}

package struct StreamOpen: Sendable {
    /// Without colons and type, and never empty.
    package var name: String
    package var creation: StoreOpen.Creation
    package var writes: Bool
    package init(name: String, creation: StoreOpen.Creation, writes: Bool) {
        self.name = name
        self.creation = creation
        self.writes = writes
    }
}

/// A small named value of a file. Names are the same in any case. [MS-FSCC] 2.4.15
package struct ExtendedAttribute: Hashable, Sendable {
    package static let maximumNameSize = 249
    /// Attributes that begin so are the server's own.
    private static let reserved = "signet."

    package var name: String
    package var value: [UInt8]
    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    package var isReserved: Bool { self.name.lowercased().hasPrefix(Self.reserved) }

    /// What EaSize says: the attributes as OS/2 listed them, behind the list's own length. [MS-FSCC] 2.4.12
    package static func size(of attributes: [ExtendedAttribute]) -> Int {
        if attributes.isEmpty { return 0 }
        return attributes.reduce(self.listHeaderSize) { $0 + $1.listedSize }
    }

    /// The list's own length.
    package static let listHeaderSize = 4
    /// What this one takes in the list: its flags and lengths, and the name's terminator.
    package var listedSize: Int { 5 + self.name.utf8.count + self.value.count }
}

/// One open file, directory or named stream. The engine calls it from one event loop at a time, except the `…Blocking` calls, which run on the pool
/// while the loop leaves the handle alone. `close` is called exactly once, nothing after it.
package protocol FileHandle: AnyObject, Sendable {
    var identity: FileIdentity { get }
    var isDirectory: Bool { get }

    func metadata() throws(NTStatus) -> FileMetadata
    /// The path beneath the root as it is now (after renames by anyone), as the store spells it.
    func currentPath() throws(NTStatus) -> StorePath

    /// Appends up to `count` bytes to `buffer`; the number read (0 at end of file), or `nil` when it would wait for the device.
    func read(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int?
    func readBlocking(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int
    /// Writes all of `data`'s readable bytes.
    func write(_ data: ByteBuffer, at offset: FileOffset) throws(NTStatus)
    func flushBlocking() throws(NTStatus)

    func setEndOfFile(_ size: FileOffset) throws(NTStatus)
    /// Reserves space without changing the end of file (growing only).
    func reserve(_ size: FileOffset) throws(NTStatus)
    func change(_ change: MetadataChange) throws(NTStatus)
    /// OVERWRITE and SUPERSEDE: length 0, these attributes, no extended ones, and no named streams. A stream only loses its contents.
    func overwrite(attributes: FileAttributes) throws(NTStatus)

    /// Moves the file. `replacing` allows an existing *file* at the target to be replaced; otherwise `.objectNameCollision`.
    func rename(to path: StorePath, replacing: Bool) throws(NTStatus)
    func link(as path: StorePath, replacing: Bool) throws(NTStatus)
    /// Removes the name this handle was opened by (wherever it has been renamed to): unlink or rmdir. A directory that is not empty:
    /// `.directoryNotEmpty`.
    func remove() throws(NTStatus)
    /// Whether a directory could be removed now.
    func isEmptyDirectory() throws(NTStatus) -> Bool

    /// What was stored of who may do what; `nil` where nothing was. One that cannot be read lets nobody do anything.
    func securityDescriptor() throws(NTStatus) -> SecurityDescriptor?
    func setSecurityDescriptor(_ descriptor: SecurityDescriptor) throws(NTStatus)
    /// What is stored for the folder that this is in.
    func folderSecurityDescriptor() throws(NTStatus) -> SecurityDescriptor?

    /// Those that clients may know of, in any order.
    func extendedAttributes() throws(NTStatus) -> [ExtendedAttribute]
    /// An empty value removes it.
    func setExtendedAttribute(_ name: String, _ value: [UInt8]) throws(NTStatus)

    /// All streams of the file that this handle, itself perhaps a stream's, belongs to; the unnamed one first.
    func streams() throws(NTStatus) -> [StreamEntry]
    /// Opens or creates a named stream. Its handle has an identity of its own and stands by itself: attributes, times and path are those
    /// of its file, size and data its own, and `remove` removes the stream. Names are found in any case.
    func openStream(_ request: StreamOpen) throws(NTStatus) -> StoreOpened
    /// Of a stream's handle only; elsewhere `.invalidParameter`.
    func renameStream(to name: String, replacing: Bool) throws(NTStatus)

    /// A scan of this directory from its start, `.` and `..` first.
    func scan() throws(NTStatus) -> any DirectoryScan
    /// The entry of that name (case-insensitively), without a scan; `nil` when there is none.
    func entry(named name: String) throws(NTStatus) -> DirectoryEntry?

    /// Delivers changes beneath this directory until the watch is cancelled. `deliver` may be called from any thread.
    func watch(_ filter: ChangeFilter, subtree: Bool, deliver: @escaping @Sendable ([FileChange]) -> Void) throws(NTStatus)
        -> any ChangeWatch

    func close()
}

package struct DirectoryEntry: Hashable, Sendable {
    package var name: String
    package var metadata: FileMetadata
    /// `ExtendedAttribute.size` of its attributes.
    package var eaSize: UInt32
    package init(name: String, metadata: FileMetadata, eaSize: UInt32 = 0) {
        self.name = name
        self.metadata = metadata
        self.eaSize = eaSize
    }
}

/// A directory scan in progress, on the pool: it may wait for the device.
package protocol DirectoryScan: AnyObject, Sendable {
    /// The next entries, at most `limit`, whose names match `pattern` (`nil`: all); empty at the end. Entries that vanish meanwhile are left out.
    func nextBlocking(_ limit: Int, matching pattern: WildcardPattern?) throws(NTStatus) -> [DirectoryEntry]
}

/// What CHANGE_NOTIFY's CompletionFilter asks for. [MS-SMB2] 2.2.35
package struct ChangeFilter: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let fileName = ChangeFilter(rawValue: 0x1)
    package static let directoryName = ChangeFilter(rawValue: 0x2)
    package static let attributes = ChangeFilter(rawValue: 0x4)
    package static let size = ChangeFilter(rawValue: 0x8)
    package static let lastWrite = ChangeFilter(rawValue: 0x10)
    package static let lastAccess = ChangeFilter(rawValue: 0x20)
    package static let creation = ChangeFilter(rawValue: 0x40)
    package static let ea = ChangeFilter(rawValue: 0x80)
    package static let security = ChangeFilter(rawValue: 0x100)
}

/// One FILE_NOTIFY_INFORMATION. [MS-FSCC] 2.7.1
package struct FileChange: Hashable, Sendable {
    package enum Action: UInt32, Sendable {
        case added = 1
        case removed = 2
        case modified = 3
        case renamedOldName = 4
        case renamedNewName = 5
    }
    package var action: Action
    /// Relative to the watched directory, components joined by a backslash.
    package var name: String
    package init(action: Action, name: String) {
        self.action = action
        self.name = name
    }
}

package protocol ChangeWatch: AnyObject, Sendable {
    func cancel()
}
