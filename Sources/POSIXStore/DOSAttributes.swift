// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire

/// What Windows keeps of a file and POSIX does not: attributes and a creation time that were set explicitly. Both live in one extended
/// attribute, which only exists when they differ from what the file shows by itself.
///
/// Without it a directory reads as `.directory` and a file as `.archive`; a file that nobody may write is `.readOnly`, and a name that
/// begins with a dot is `.hidden`. Permission bits are never changed: `.readOnly` is the attribute, enforced by the engine.
struct DOSAttributes: Hashable {
    static let name = "user.signet.dos"
    static let size = 16

    var attributes: FileAttributes?
    var creationTime: NTTime?

    var isEmpty: Bool { self.attributes == nil && self.creationTime == nil }

    /// What SET_INFO and CREATE may set. [MS-FSCC] 2.6
    static let settable: FileAttributes = [
        .readOnly, .hidden, .system, .archive, .temporary, .offline, .notContentIndexed,
    ]

    init(attributes: FileAttributes? = nil, creationTime: NTTime? = nil) {
        self.attributes = attributes
        self.creationTime = creationTime
    }
}

// MARK: - What a file shows

extension DOSAttributes {
    func shown(isDirectory: Bool, permissions: UInt16, isDotName: Bool) -> FileAttributes {
        let own = self.attributes ?? Self.derived(isDirectory: isDirectory, permissions: permissions, isDotName: isDotName)
        if isDirectory { return own.union(.directory) }
        return own.isEmpty ? .normal : own
    }

    static func derived(isDirectory: Bool, permissions: UInt16, isDotName: Bool) -> FileAttributes {
        var attributes: FileAttributes = isDirectory ? [] : .archive
        if !isDirectory, permissions & 0o222 == 0 { attributes.insert(.readOnly) }
        if isDotName { attributes.insert(.hidden) }
        return attributes
    }

    /// Keeps `wanted` only where it is not what the file shows by itself.
    mutating func set(_ wanted: FileAttributes, derived: FileAttributes) {
        let wanted = wanted.intersection(Self.settable)
        self.attributes = wanted == derived ? nil : wanted
    }
}

// MARK: - How it is stored

extension DOSAttributes {
    /// version 1, flags (1: attributes, 2: creation time), two zero bytes, then both values, little-endian.
    init(stored bytes: [UInt8]?) {
        guard let bytes, bytes.count == Self.size, bytes[0] == 1 else { return }
        func integer(_ range: Range<Int>) -> UInt64 { bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        if bytes[1] & 1 != 0 {
            let raw = UInt32(truncatingIfNeeded: integer(4..<8))
            self.attributes = FileAttributes(rawValue: raw).intersection(Self.settable)
        }
        if bytes[1] & 2 != 0 { self.creationTime = NTTime(rawValue: integer(8..<16)) }
    }

    var stored: [UInt8] {
        var bytes: [UInt8] = [1, (self.attributes == nil ? 0 : 1) | (self.creationTime == nil ? 0 : 2), 0, 0]
        let attributes = self.attributes?.rawValue ?? 0
        let time = self.creationTime?.rawValue ?? 0
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: attributes >> UInt32(shift))) }
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: time >> UInt64(shift))) }
        return bytes
    }

    init(of fd: Int32) throws(Errno) {
        self.init(stored: try Syscalls.attribute(Self.name, of: fd, capacity: Self.size))
    }

    init(of entry: String, in folder: Int32) throws(Errno) {
        self.init(stored: try Syscalls.attribute(Self.name, in: folder, entry: entry, capacity: Self.size))
    }

    /// Replaces what is stored. A filesystem without extended attributes keeps what a file shows by itself; losing an archive bit or a
    /// creation time there goes unsaid, as on FAT, but a file asked to be read-only, hidden or system must not silently stay what it was.
    func store(on fd: Int32, derived: FileAttributes) throws(NTStatus) {
        do {
            if self.isEmpty { return try Syscalls.removeAttribute(Self.name, of: fd) }
            try Syscalls.setAttribute(Self.name, of: fd, self.stored)
        } catch  where error.code == EOPNOTSUPP {
            let lost = (self.attributes ?? derived).symmetricDifference(derived)
            if !lost.isDisjoint(with: [.readOnly, .hidden, .system]) { throw .notSupported }
        } catch {
            throw NTStatus(error)
        }
    }
}
