// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@testable import SMBEngine

@Suite("What a security descriptor grants") struct AccessCheckTests {
    private static let alice = SID(authority: 5, [21, 1, 2, 3, 1000])
    private static let bob = SID(authority: 5, [21, 1, 2, 3, 1001])
    private static let staff = SID(authority: 5, [21, 1, 2, 3, 513])
    private static let token = AccessToken(user: alice, primaryGroup: staff, groups: [.everyone])

    private func granted(_ entries: [AccessControlEntry], owner: SID? = bob, of asked: AccessMask = .fileAll) -> AccessMask {
        AccessCheck(SecurityDescriptor(owner: owner, group: nil, dacl: .entries(entries)), Self.token).granted(of: asked)
    }

    @Test(
        "the first entry that speaks of a right decides it",
        arguments: [
            ([], []),
            ([.init(.accessAllowed, alice, .readData)], .readData),
            ([.init(.accessAllowed, staff, .readData), .init(.accessAllowed, .everyone, .writeData)], [.readData, .writeData]),
            ([.init(.accessDenied, alice, .readData), .init(.accessAllowed, .everyone, [.readData, .writeData])], .writeData),
            ([.init(.accessAllowed, .everyone, .readData), .init(.accessDenied, alice, .readData)], .readData),
            ([.init(.accessAllowed, bob, .fileAll)], []),
            ([.init(.accessAllowed, alice, .fileAll, flags: .inheritOnly)], []),
            ([.init(.systemAudit, alice, .fileAll)], []),
            ([.init(.accessAllowed, alice, .genericRead)], .fileGenericRead),
            ([.init(.accessAllowed, alice, .genericAll)], .fileAll),
        ] as [([AccessControlEntry], AccessMask)])
    func lists(_ entries: [AccessControlEntry], _ expected: AccessMask) {
        #expect(self.granted(entries) == expected)
    }

    @Test("nothing beyond what was asked for is granted")
    func onlyWhatIsAsked() {
        #expect(self.granted([.init(.accessAllowed, Self.alice, .fileAll)], of: [.readData, .delete]) == [.readData, .delete])
    }

    @Test("without a list everybody may do everything", arguments: [SecurityDescriptor.AccessControlList.absent, .null])
    func noList(_ list: SecurityDescriptor.AccessControlList) {
        let descriptor = SecurityDescriptor(owner: Self.bob, group: nil, dacl: list)
        #expect(AccessCheck(descriptor, Self.token).granted(of: .fileAll) == .fileAll)
    }

    @Test("an owner sees and changes the list, unless the list speaks of owners")
    func owner() {
        #expect(self.granted([], owner: Self.alice) == [.readControl, .writeDAC])
        #expect(self.granted([.init(.accessDenied, Self.alice, .fileAll)], owner: Self.alice) == [.readControl, .writeDAC])
        #expect(self.granted([.init(.accessAllowed, .ownerRights, .readControl)], owner: Self.alice) == .readControl)
        #expect(self.granted([.init(.accessAllowed, .ownerRights, .readControl)], owner: Self.bob) == [])
    }

    @Test("a folder lets its files be deleted and seen")
    func folder() {
        let closed = SecurityDescriptor(owner: Self.bob, group: nil, dacl: .entries([]))
        let open = SecurityDescriptor(
            owner: Self.bob, group: nil, dacl: .entries([.init(.accessAllowed, Self.alice, [.deleteChild, .listDirectory])]))
        let check = AccessCheck(closed, Self.token)
        #expect(check.granted(of: .fileAll, in: { open }) == [.delete, .readAttributes])
        #expect(check.granted(of: .fileAll, in: { closed }) == [])
        #expect(check.granted(of: .fileAll, in: { nil }) == [.delete, .readAttributes])
        #expect(check.granted(of: .readData, in: { open }) == [])
    }

    // MARK: Inheritance

    private func inherited(_ entry: AccessControlEntry, isDirectory: Bool) -> [AccessControlEntry] {
        let folder = SecurityDescriptor(owner: Self.bob, group: nil, dacl: .entries([entry]))
        let descriptor = Inheritance(folder: folder, token: Self.token, isDirectory: isDirectory).descriptor(given: nil)
        guard case .entries(let entries) = descriptor?.dacl else { return [] }
        return entries
    }

    @Test(
        "what becomes of an entry's flags",
        arguments: [
            (.objectInherit, [], [.objectInherit, .inheritOnly]),
            (.containerInherit, nil, .containerInherit),
            ([.objectInherit, .containerInherit], [], [.objectInherit, .containerInherit]),
            ([.objectInherit, .noPropagateInherit], [], nil),
            ([.containerInherit, .noPropagateInherit], nil, []),
            ([.objectInherit, .containerInherit, .inheritOnly], [], [.objectInherit, .containerInherit]),
            ([], nil, nil),
        ] as [(AccessControlEntry.Flags, AccessControlEntry.Flags?, AccessControlEntry.Flags?)])
    func flags(_ given: AccessControlEntry.Flags, _ file: AccessControlEntry.Flags?, _ folder: AccessControlEntry.Flags?) {
        let entry = AccessControlEntry(.accessAllowed, .everyone, .readData, flags: given)
        // Where nothing is inherited the creator's own list stands, which speaks of the owner.
        let onFile = self.inherited(entry, isDirectory: false).first { $0.sid == .everyone }
        let onFolder = self.inherited(entry, isDirectory: true).first { $0.sid == .everyone }
        #expect(onFile?.flags == file)
        #expect(onFolder?.flags == folder)
    }

    @Test("the creator's entry becomes the creator's name, and is handed on as it was")
    func creator() {
        let entry = AccessControlEntry(.accessAllowed, .creatorOwner, .genericRead, flags: .containerInherit)
        #expect(
            self.inherited(entry, isDirectory: true) == [
                .init(.accessAllowed, Self.alice, .fileGenericRead),
                .init(.accessAllowed, .creatorOwner, .genericRead, flags: [.containerInherit, .inheritOnly]),
            ])
    }

    @Test("nothing given and nothing stored: nothing is stored")
    func silence() {
        #expect(Inheritance(folder: nil, token: Self.token, isDirectory: false).descriptor(given: nil) == nil)
    }
}
