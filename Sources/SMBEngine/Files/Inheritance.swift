// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// The descriptor of a new file or folder. [MS-DTYP] 2.5.3.4
struct Inheritance {
    let folder: SecurityDescriptor?
    let token: AccessToken
    let isDirectory: Bool

    /// `nil` where neither the creator nor the folder says anything: then the share alone decides, as it does for the folder.
    func descriptor(given: SecurityDescriptor?) -> SecurityDescriptor? {
        guard given != nil || self.folder != nil else { return nil }
        let owner = given?.owner ?? self.token.user
        let group = given?.group ?? self.token.primaryGroup
        if let given, given.dacl != .absent {
            return SecurityDescriptor(control: given.keptControl, owner: owner, group: group, dacl: given.dacl.mapped)
        }
        let inherited = self.entries(owner: owner, group: group)
        // The creator's own list: what a token brings along where nothing is inherited.
        let entries =
            inherited.isEmpty ? [.init(.accessAllowed, owner, .fileAll), .init(.accessAllowed, .localSystem, .fileAll)] : inherited
        return SecurityDescriptor(
            control: self.isAutomatic ? .daclAutoInherited : [], owner: owner, group: group, dacl: .entries(entries))
    }

    private var isAutomatic: Bool { self.folder?.control.contains(.daclAutoInherited) ?? false }

    private func entries(owner: SID, group: SID) -> [AccessControlEntry] {
        guard case .entries(let entries) = self.folder?.dacl else { return [] }
        return Array(entries.flatMap { self.inherit($0, owner, group) }.prefix(SecurityDescriptor.maximumEntryCount))
    }

    /// What becomes of one entry of the folder: it counts here, or is handed on, or both, in one entry or in two.
    private func inherit(_ entry: AccessControlEntry, _ owner: SID, _ group: SID) -> [AccessControlEntry] {
        let mark: AccessControlEntry.Flags = self.isAutomatic ? .inherited : []
        let counts = entry.flags.contains(self.isDirectory ? .containerInherit : .objectInherit)
        let continues = self.isDirectory && !entry.flags.contains(.noPropagateInherit)
        let handedOn = entry.flags.intersection([.objectInherit, .containerInherit])
        let sid: SID =
            switch entry.sid {
            case .creatorOwner: owner
            case .creatorGroup: group
            default: entry.sid
            }
        if !counts {
            // Meant for files below: a folder only passes it on.
            guard continues, entry.flags.contains(.objectInherit) else { return [] }
            return [.init(entry.kind, entry.sid, entry.mask, flags: handedOn.union(.inheritOnly).union(mark))]
        }
        guard continues else { return [.init(entry.kind, sid, entry.mask.expandingGenerics(), flags: mark)] }
        if sid == entry.sid { return [.init(entry.kind, sid, entry.mask, flags: handedOn.union(mark))] }
        return [
            .init(entry.kind, sid, entry.mask.expandingGenerics(), flags: mark),
            .init(entry.kind, entry.sid, entry.mask, flags: handedOn.union(.inheritOnly).union(mark)),
        ]
    }
}

extension SecurityDescriptor {
    /// Of the bits that a client sets along with a list, those that stay: automatic inheritance only where it is asked for as well.
    /// [MS-DTYP] 2.4.6
    var keptControl: Control {
        let isAutomatic = self.control.isSuperset(of: [.daclAutoInherited, .daclAutoInheritRequired])
        return self.control.intersection(.daclProtected).union(isAutomatic ? .daclAutoInherited : [])
    }
}

extension SecurityDescriptor.AccessControlList {
    /// Generic rights become those that they mean here, in entries that count here. [MS-DTYP] 2.4.3
    var mapped: Self {
        guard case .entries(let entries) = self else { return self }
        return .entries(
            entries.map { entry in
                entry.flags.contains(.inheritOnly)
                    ? entry : AccessControlEntry(entry.kind, entry.sid, entry.mask.expandingGenerics(), flags: entry.flags)
            })
    }
}
