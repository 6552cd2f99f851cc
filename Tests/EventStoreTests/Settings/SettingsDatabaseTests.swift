// SPDX-License-Identifier: Apache-2.0
import EventStore
import GRDB
import SMBSettings
import Testing

@Suite("settings database") struct SettingsDatabaseTests {
    let state: TemporaryState
    let database: SettingsDatabase

    init() throws {
        self.state = try TemporaryState()
        self.database = try SettingsDatabase(in: self.state.directory)
    }

    private static let hash = [UInt8](0..<16)

    @Test func theFileIsTheOwnersAlone() throws {
        #expect(try self.state.mode(of: self.state.directory.settingsDatabase) == 0o600)
    }

    @Test func usersKeepTheSpellingTheyWereGiven() throws {
        try self.database.addUser("Zoë", ntHash: Self.hash, isAdministrator: true)
        let user = try #require(try self.database.users().first)
        #expect(user.name == "Zoë" && user.ntHash == Self.hash && user.isAdministrator && user.isEnabled && user.rid > 1000)
    }

    @Test func namesAreUniqueWhateverTheirCase() throws {
        try self.database.addUser("Zoë", ntHash: Self.hash, isAdministrator: false)
        #expect(throws: StateError.userExists("ZOË")) {
            try self.database.addUser("ZOË", ntHash: Self.hash, isAdministrator: false)
        }
        try self.database.removeUser("zOË")
        #expect(try self.database.users().isEmpty)
    }

    @Test func aRemovedUsersIdentifierIsNotGivenAgain() throws {
        try self.database.addUser("alice", ntHash: Self.hash, isAdministrator: false)
        let first = try #require(try self.database.users().first).rid
        try self.database.removeUser("alice")
        try self.database.addUser("alice", ntHash: Self.hash, isAdministrator: false)
        #expect(try self.database.users().first?.rid != first)
    }

    @Test func aPasswordReplacesTheHash() throws {
        try self.database.addUser("alice", ntHash: Self.hash, isAdministrator: false)
        try self.database.setPassword(of: "ALICE", ntHash: [UInt8](repeating: 7, count: 16))
        #expect(try self.database.users().first?.ntHash == [UInt8](repeating: 7, count: 16))
    }

    @Test func anUnknownUserIsNamed() {
        #expect(throws: StateError.noSuchUser("bob")) { try self.database.setPassword(of: "bob", ntHash: Self.hash) }
        #expect(throws: StateError.noSuchUser("bob")) { try self.database.removeUser("bob") }
    }

    @Test("impossible user names are refused", arguments: ["", "a\\b", "a/b", "a@b", "a\nb", "..", String(repeating: "x", count: 105)])
    func refusesUserName(_ name: String) {
        #expect(throws: StateError.invalidUserName(name)) {
            try self.database.addUser(name, ntHash: Self.hash, isAdministrator: false)
        }
    }

    @Test func aHashOfTheWrongLengthIsRefused() {
        #expect(throws: StateError.self) { try self.database.addUser("alice", ntHash: [1, 2, 3], isAdministrator: false) }
    }

    @Test func sharesComeBackAsTheyWereAdded() throws {
        let share = ShareRecord(
            name: "Projects", path: "/srv/projects", comment: "all of them", isReadOnly: true, allowsGuest: true, encryptsData: true,
            readers: ["alice", "bob"], writers: ["alice"])
        try self.database.addShare(share)
        #expect(try self.database.shares() == [share])
        #expect(throws: StateError.shareExists("PROJECTS")) {
            try self.database.addShare(ShareRecord(name: "PROJECTS", path: "/srv"))
        }
        try self.database.removeShare("projects")
        #expect(try self.database.shares().isEmpty)
        #expect(throws: StateError.noSuchShare("projects")) { try self.database.removeShare("projects") }
    }

    @Test("impossible share names are refused", arguments: ["", "IPC$", "a\\b", "a|b", "a\u{0}b", String(repeating: "x", count: 81)])
    func refusesShareName(_ name: String) {
        #expect(throws: StateError.invalidShareName(name)) { try self.database.addShare(ShareRecord(name: name, path: "/")) }
    }

    @Test(
        "registry values come back with their type",
        arguments: [
            RegistryValue.dword(0xFFFF_FFFF), .string("text"), .multiString(["files", "files.example"]), .multiString([]),
        ])
    func keepsRegistryValue(_ value: RegistryValue) throws {
        try self.database.setRegistry("SrvAllowedServerNames", to: value)
        #expect(try self.database.registry() == ["SrvAllowedServerNames": value])
        #expect(try self.database.unsetRegistry("srvallowedservernames"))
        #expect(try self.database.registry().isEmpty)
        #expect(try !self.database.unsetRegistry("SrvAllowedServerNames"))
    }

    @Test func aShareKeepsWhetherItSpeaksSMB1() throws {
        let share = ShareRecord(name: "new", path: "/srv", speaksSMB1: false)
        try self.database.addShare(share)
        #expect(try self.database.shares() == [share])
    }

    @Test func aShareFromBeforeEncryptionIsNotEncrypted() throws {
        try self.database.addShare(ShareRecord(name: "old", path: "/srv"))
        try DatabaseQueue(path: self.state.directory.settingsDatabase).write {
            try $0.execute(
                sql:
                    "ALTER TABLE share DROP COLUMN encrypts_data; ALTER TABLE share DROP COLUMN speaks_smb1; UPDATE schema_version SET version = 1"
            )
        }
        #expect(try SettingsDatabase(in: self.state.directory).shares() == [ShareRecord(name: "old", path: "/srv")])
    }

    @Test func aDatabaseOfALaterVersionIsLeftAlone() throws {
        let file = self.state.directory.settingsDatabase
        try DatabaseQueue(path: file).write { try $0.execute(sql: "UPDATE schema_version SET version = 99") }
        #expect(throws: StateError.newerSchema(file)) { _ = try SettingsDatabase(in: self.state.directory) }
    }
}
