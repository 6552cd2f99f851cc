// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What a security descriptor lets somebody do. [MS-DTYP] 2.5.3.2
struct AccessCheck {
    private static let ownersOwn: AccessMask = [.readControl, .writeDAC]

    let descriptor: SecurityDescriptor
    let token: AccessToken

    init(_ descriptor: SecurityDescriptor, _ token: AccessToken) {
        self.descriptor = descriptor
        self.token = token
    }

    /// As much of `asked` as is granted. Each right is decided by the first entry that speaks of it; a right of which none does is not
    /// granted.
    func granted(of asked: AccessMask) -> AccessMask {
        guard case .entries(let list) = self.descriptor.dacl else { return asked }
        let entries = list.filter { !$0.flags.contains(.inheritOnly) }
        var granted: AccessMask = []
        // An owner can always see and change the list, unless the list itself speaks of the owner's rights.
        if self.isOwner, !entries.contains(where: { $0.sid == .ownerRights }) { granted = asked.intersection(Self.ownersOwn) }
        var undecided = asked.subtracting(granted)
        for entry in entries where !undecided.isEmpty && self.speaks(entry) {
            let decided = entry.mask.expandingGenerics().intersection(undecided)
            if entry.kind == .accessAllowed { granted.formUnion(decided) }
            undecided.subtract(decided)
        }
        return granted
    }

    private var isOwner: Bool { self.descriptor.owner.map(self.token.sids.contains) ?? false }

    private func speaks(_ entry: AccessControlEntry) -> Bool {
        guard entry.kind != .systemAudit else { return false }
        return self.token.sids.contains(entry.sid) || (entry.sid == .ownerRights && self.isOwner)
    }
}

extension AccessCheck {
    /// The same of a file in its folder: who may delete what a folder holds may delete the file, and who may list the folder may see the
    /// file's attributes. [MS-FSA] 2.1.5.1.2.1
    ///
    /// - Parameter folder: the folder's descriptor, asked for only where it matters. `nil`: nothing was ever set there, and the share
    ///   alone decides.
    func granted(of asked: AccessMask, in folder: () -> SecurityDescriptor?) -> AccessMask {
        var granted = self.granted(of: asked)
        let missing = asked.subtracting(granted).intersection([.delete, .readAttributes])
        guard !missing.isEmpty else { return granted }
        let wanted: AccessMask = [.deleteChild, .listDirectory]
        let inFolder = folder().map { AccessCheck($0, self.token).granted(of: wanted) } ?? wanted
        if missing.contains(.delete), inFolder.contains(.deleteChild) { granted.insert(.delete) }
        if missing.contains(.readAttributes), inFolder.contains(.listDirectory) { granted.insert(.readAttributes) }
        return granted
    }
}
