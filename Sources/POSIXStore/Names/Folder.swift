// SPDX-License-Identifier: Apache-2.0
import CLinux
import SMBEngine

/// A directory that the store looks names up in: an `O_PATH` descriptor and where it was found.
struct Folder {
    let descriptor: Descriptor
    let path: RelativePath
    let identity: FileIdentity
    /// When its list of names last changed.
    let changed: Moment

    init(_ descriptor: Descriptor, _ path: RelativePath) throws(Errno) {
        let metadata = try Syscalls.metadata(of: descriptor.raw)
        self.descriptor = descriptor
        self.path = path
        self.identity = FileIdentity(metadata)
        self.changed = Moment(seconds: metadata.write_seconds, nanoseconds: metadata.write_nanoseconds)
    }
}

/// A time of the filesystem, as exact as it keeps it.
struct Moment: Hashable, Comparable {
    let seconds: Int64
    let nanoseconds: UInt32

    static var now: Moment {
        let (seconds, nanoseconds) = Syscalls.wallClock()
        return Moment(seconds: seconds, nanoseconds: nanoseconds)
    }

    static func < (left: Moment, right: Moment) -> Bool { (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds) }
}

extension FileIdentity {
    init(_ metadata: linux_metadata) { self.init(volume: metadata.device, file: metadata.inode) }
}
