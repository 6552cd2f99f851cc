// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What one open does with a file, and what it lets others do meanwhile. [MS-FSA] 2.1.5.1.2.2
struct ShareMode: Hashable, Sendable {
    private static let reading: AccessMask = [.readData, .execute]
    private static let writing: AccessMask = [.writeData, .appendData]

    let access: AccessMask
    let sharing: SMB2.ShareAccess

    /// Opens that only look at attributes, or change them, disturb nobody.
    var takesPart: Bool { !self.access.isDisjoint(with: Self.reading.union(Self.writing).union(.delete)) }

    func excludes(_ other: ShareMode) -> Bool {
        guard self.takesPart, other.takesPart else { return false }
        return !self.tolerates(other.access) || !other.tolerates(self.access)
    }

    private func tolerates(_ access: AccessMask) -> Bool {
        (self.sharing.contains(.read) || access.isDisjoint(with: Self.reading))
            && (self.sharing.contains(.write) || access.isDisjoint(with: Self.writing))
            && (self.sharing.contains(.delete) || access.isDisjoint(with: .delete))
    }
}
