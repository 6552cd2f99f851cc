// SPDX-License-Identifier: Apache-2.0

/// What to do when the file exists, and when it does not. [MS-SMB2] 2.2.13
package struct CreateDisposition: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let supersede = CreateDisposition(rawValue: 0)
    package static let open = CreateDisposition(rawValue: 1)
    package static let create = CreateDisposition(rawValue: 2)
    package static let openIf = CreateDisposition(rawValue: 3)
    package static let overwrite = CreateDisposition(rawValue: 4)
    package static let overwriteIf = CreateDisposition(rawValue: 5)

    package var isKnown: Bool { self.rawValue <= Self.overwriteIf.rawValue }
}

package struct CreateOptions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let directoryFile = CreateOptions(rawValue: 0x0000_0001)
    package static let writeThrough = CreateOptions(rawValue: 0x0000_0002)
    package static let sequentialOnly = CreateOptions(rawValue: 0x0000_0004)
    package static let noIntermediateBuffering = CreateOptions(rawValue: 0x0000_0008)
    package static let synchronousIOAlert = CreateOptions(rawValue: 0x0000_0010)
    package static let synchronousIONonalert = CreateOptions(rawValue: 0x0000_0020)
    package static let nonDirectoryFile = CreateOptions(rawValue: 0x0000_0040)
    package static let completeIfOplocked = CreateOptions(rawValue: 0x0000_0100)
    package static let noEAKnowledge = CreateOptions(rawValue: 0x0000_0200)
    package static let openRemoteInstance = CreateOptions(rawValue: 0x0000_0400)
    package static let randomAccess = CreateOptions(rawValue: 0x0000_0800)
    package static let deleteOnClose = CreateOptions(rawValue: 0x0000_1000)
    package static let openByFileID = CreateOptions(rawValue: 0x0000_2000)
    package static let openForBackupIntent = CreateOptions(rawValue: 0x0000_4000)
    package static let noCompression = CreateOptions(rawValue: 0x0000_8000)
    package static let openRequiringOplock = CreateOptions(rawValue: 0x0001_0000)
    package static let disallowExclusive = CreateOptions(rawValue: 0x0002_0000)
    package static let reserveOpfilter = CreateOptions(rawValue: 0x0010_0000)
    package static let openReparsePoint = CreateOptions(rawValue: 0x0020_0000)
    package static let openNoRecall = CreateOptions(rawValue: 0x0040_0000)
    package static let openForFreeSpaceQuery = CreateOptions(rawValue: 0x0080_0000)
}

package struct ShareAccess: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let read = ShareAccess(rawValue: 0x1)
    package static let write = ShareAccess(rawValue: 0x2)
    package static let delete = ShareAccess(rawValue: 0x4)
    package static let all: ShareAccess = [.read, .write, .delete]
}

package struct ImpersonationLevel: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let anonymous = ImpersonationLevel(rawValue: 0)
    package static let identification = ImpersonationLevel(rawValue: 1)
    package static let impersonation = ImpersonationLevel(rawValue: 2)
    package static let delegate = ImpersonationLevel(rawValue: 3)

    package var isKnown: Bool { self.rawValue <= Self.delegate.rawValue }
}

/// What CREATE did. [MS-SMB2] 2.2.14
package struct CreateAction: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let superseded = CreateAction(rawValue: 0)
    package static let opened = CreateAction(rawValue: 1)
    package static let created = CreateAction(rawValue: 2)
    package static let overwritten = CreateAction(rawValue: 3)
}
