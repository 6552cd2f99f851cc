// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import SMBEngine
import SMBWire

extension linux_metadata {
    var isDirectory: Bool { self.mode & S_IFMT == S_IFDIR }
    var isFile: Bool { self.mode & S_IFMT == S_IFREG }
    var isSymlink: Bool { self.mode & S_IFMT == S_IFLNK }
    var permissions: UInt16 { UInt16(truncatingIfNeeded: self.mode & 0o7777) }
}

extension FileMetadata {
    init(_ found: linux_metadata, _ stored: DOSAttributes, name: String) {
        let isDirectory = found.isDirectory
        let write = NTTime(unixSeconds: found.write_seconds, nanoseconds: Int(found.write_nanoseconds))
        let change = NTTime(unixSeconds: found.change_seconds, nanoseconds: Int(found.change_nanoseconds))
        let birth =
            found.mask & UInt32(LINUX_METADATA_BIRTH) != 0
            ? NTTime(unixSeconds: found.birth_seconds, nanoseconds: Int(found.birth_nanoseconds)) : min(write, change)
        self.init(
            identity: FileIdentity(found),
            isDirectory: isDirectory,
            attributes: stored.shown(
                isDirectory: isDirectory, permissions: found.permissions, isDotName: name.utf8.first == UInt8(ascii: ".")),
            endOfFile: isDirectory ? 0 : found.size,
            allocationSize: isDirectory ? 0 : found.blocks.multipliedReportingOverflow(by: 512).partialValue,
            linkCount: found.link_count,
            creationTime: stored.creationTime ?? birth,
            lastAccessTime: NTTime(unixSeconds: found.access_seconds, nanoseconds: Int(found.access_nanoseconds)),
            lastWriteTime: write,
            changeTime: change,
            owner: found.owner,
            group: found.group,
            permissions: found.permissions)
    }
}
