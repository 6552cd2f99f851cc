// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import SMBEngine
package import SMBWire
import Synchronization

/// A share's files on a POSIX filesystem, beneath one folder that no path and no symlink leaves.
package final class POSIXStore: FileStore {
    /// Why a folder cannot be shared.
    package struct RootError: Error, Hashable, Sendable, CustomStringConvertible {
        package let path: String
        package let reason: String
        package var description: String { "\(self.path): \(self.reason)" }
    }

    /// Permission bits of what clients create; the process's umask applies.
    let fileMode: UInt32
    let directoryMode: UInt32
    let root: Descriptor
    let rootIdentity: FileIdentity
    /// Where the kernel says that the root is: what `/proc/self/fd` answers are held against.
    let rootPath: Mutex<String>
    let index: NameIndex
    let namespace = NamespaceLocks()
    let plain = PlainFiles()
    let streams: StreamArea
    let notifier: ChangeNotifier

    /// - Parameter notifier: one for the whole process, shared by its stores.
    package init(
        root path: String, fileMode: UInt16 = 0o644, directoryMode: UInt16 = 0o755, notifier: ChangeNotifier = ChangeNotifier()
    ) throws(RootError) {
        do {
            self.root = try Syscalls.openRoot(path)
            self.rootIdentity = FileIdentity(try Syscalls.metadata(of: self.root.raw))
        } catch {
            throw RootError(path: path, reason: error.reason)
        }
        do {
            self.rootPath = Mutex(try Syscalls.path(of: self.root.raw))
        } catch {
            throw RootError(path: "/proc/self/fd", reason: "\(error.reason); files are located through it, so mount /proc")
        }
        self.streams = StreamArea(root: self.root)
        self.fileMode = UInt32(fileMode)
        self.directoryMode = UInt32(directoryMode)
        self.index = NameIndex()
        self.notifier = notifier
    }

    package func volume() throws(NTStatus) -> VolumeInformation {
        do {
            let found = try Syscalls.volume(self.root.raw)
            let root = try Syscalls.metadata(of: self.root.raw)
            let serial = UInt64(found.f_fsid)
            return VolumeInformation(
                serialNumber: UInt32(truncatingIfNeeded: serial ^ (serial >> 32)),
                creationTime: FileMetadata(root, DOSAttributes(), name: "").creationTime,
                bytesPerSector: 512,
                sectorsPerUnit: UInt32(clamping: max(found.f_frsize / 512, 1)),
                totalUnits: UInt64(found.f_blocks),
                availableUnits: UInt64(found.f_bavail))
        } catch {
            throw NTStatus(error)
        }
    }
}
