// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import SMBEngine
import SMBWire

/// A security descriptor in an extended attribute: version 1, then the descriptor in self-relative form.
enum StoredDescriptor {
    static let name = "user.signet.security"
    private static let version: UInt8 = 1

    /// What cannot be read lets nobody do anything: half a list would be a door half open.
    private static let unreadable = SecurityDescriptor(owner: nil, group: nil, dacl: .entries([]))

    static func decode(_ stored: [UInt8]?) -> SecurityDescriptor? {
        guard let stored else { return nil }
        guard stored.first == self.version else { return self.unreadable }
        let bytes = ByteBuffer(bytes: stored.dropFirst())
        var reader = WireReader(bytes)
        return (try? SecurityDescriptor(decoding: &reader)) ?? self.unreadable
    }

    static func encode(_ descriptor: SecurityDescriptor) -> [UInt8] {
        var writer = WireWriter()
        descriptor.encode(into: &writer)
        return [self.version] + Array(writer.buffer.readableBytesView)
    }

    static func of(_ fd: Int32) throws(Errno) -> SecurityDescriptor? {
        self.decode(try Syscalls.wholeAttribute(self.name, of: fd))
    }

    /// A folder's own, by a descriptor that may only lead somewhere.
    static func of(_ folder: Folder) throws(Errno) -> SecurityDescriptor? {
        self.decode(try Syscalls.wholeAttribute(self.name, in: folder.descriptor.raw, entry: "."))
    }

    static func store(_ descriptor: SecurityDescriptor, on fd: Int32) throws(Errno) {
        try Syscalls.setAttribute(self.name, of: fd, self.encode(descriptor))
    }
}
