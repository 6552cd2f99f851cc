// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBSettings
import Testing
@testable import signet

@Suite("what a server is to do") struct ServePlanTests {
    let state: TemporaryState

    init() throws { self.state = try TemporaryState() }

    private static let file = """
        listen = ["127.0.0.1:4450", "[::1]:4450"]
        server-names = ["files"]

        [[share]]
        name = "docs"
        path = "/tmp"
        comment = "all of it"
        read-only = true
        guest = true
        read = ["alice"]
        write = ["bob"]

        [settings]
        RequireSecuritySignature = 1
        """

    @Test func theFileSaysEverything() throws {
        let plan = try ServePlan(state: self.state.directory, file: try ServeFile(toml: Self.file))
        #expect(plan.listeners == [ListenAddress(host: "127.0.0.1", port: 4450), ListenAddress(host: "::1", port: 4450)])
        #expect(plan.serverNames == ["files"])
        #expect(
            try plan.shares() == [
                ShareRecord(
                    name: "docs", path: "/tmp", comment: "all of it", isReadOnly: true, allowsGuest: true, readers: ["alice"],
                    writers: ["bob"])
            ])
        #expect(try plan.startSettings().settings.requiresSigning)
    }

    @Test func aListenerMayHaveANameOfItsOwn() throws {
        let file = try ServeFile(
            toml: """
                [[listen]]
                address = "127.0.0.1:4450"

                [[listen]]
                address = "[::1]:4450"
                name = "alias.example"
                """)
        #expect(
            file.listeners == [
                ListenAddress(host: "127.0.0.1", port: 4450), ListenAddress(host: "::1", port: 4450, name: "alias.example"),
            ])
        #expect(try ServeFile(toml: #"listen = ["[::1]:4450,name=alias.example"]"#).listeners == [file.listeners[1]])
    }

    @Test(
        "a listener that says too little, too much or nonsense is refused",
        arguments: [
            (#"name = "a""#, ServeFileProblem.missing("listen.address")), (#"address = "445""#, .wrongValue("listen.address", "HOST:PORT")),
            ("address = \"[::]:445\"\nname = \"a/b\"", .wrongValue("listen.name", "a host name")),
            ("address = \"[::]:445\"\nalias = \"a\"", .unknownKey("listen.alias")),
        ])
    func refusesListener(_ keys: String, _ problem: ServeFileProblem) {
        #expect(throws: problem) { try ServeFile(toml: "[[listen]]\n\(keys)") }
    }

    @Test func kerberosHasItsSection() throws {
        let file = try ServeFile(
            toml: """
                [kerberos]
                keytab = "/etc/signet.keytab"
                realm = "EXAMPLE"
                require-pac = true

                [kerberos.map]
                "alice/admin@EXAMPLE" = "alice"
                """)
        let users = ["alice/admin@EXAMPLE": "alice"]
        let state = self.state.directory
        #expect(
            try ServePlan(state: state, file: file).kerberos
                == KerberosPlan(keytab: "/etc/signet.keytab", realm: "EXAMPLE", users: users, requiresPAC: true))
        #expect(try ServePlan(state: state, file: file, keytab: "/other").kerberos?.keytab == "/other")
        #expect(try ServePlan(state: state, keytab: "/other").kerberos == KerberosPlan(keytab: "/other"))
        #expect(try ServePlan(state: state).kerberos == nil)
        #expect(throws: CommandFailure.self) { try ServePlan(state: state, file: try ServeFile(toml: "[kerberos]\nrealm = \"A\"")) }
    }

    @Test(
        "a [kerberos] that says something else is refused",
        arguments: [
            ("keytap = \"a\"", ServeFileProblem.unknownKey("kerberos.keytap")), ("keytab = 1", .wrongValue("kerberos.keytab", "a text")),
            ("map = { alice = \"alice\" }", .wrongValue("kerberos.map", #"lines of "PRINCIPAL@REALM" = "USER""#)),
            ("map = { \"a@B\" = 1 }", .wrongValue("kerberos.map", #"lines of "PRINCIPAL@REALM" = "USER""#)),
        ])
    func refusesKerberos(_ line: String, _ problem: ServeFileProblem) {
        #expect(throws: problem) { try ServeFile(toml: "[kerberos]\n\(line)") }
    }

    @Test func aKeytabThatIsNotThereStopsTheStart() throws {
        let plan = try ServePlan(state: self.state.directory, keytab: "/nowhere/signet.keytab")
        let failure = #expect(throws: CommandFailure.self) { _ = try plan.kerberosService() }
        #expect(failure?.description.contains("/nowhere/signet.keytab") == true)
    }

    @Test func theCommandLineWinsOverTheFile() throws {
        let plan = try ServePlan(
            state: self.state.directory, file: try ServeFile(toml: Self.file), listeners: [ListenAddress(host: "::", port: 1)],
            shares: [ShareRecord(name: "DOCS", path: "/")], assignments: ["RequireSecuritySignature=0"], serverNames: ["nas"])
        #expect(plan.listeners == [ListenAddress(host: "::", port: 1)])
        #expect(plan.serverNames == ["files", "nas"])
        #expect(try plan.shares() == [ShareRecord(name: "DOCS", path: "/")])
        #expect(try !plan.startSettings().settings.requiresSigning)
    }

    @Test func sharesOfTheStateAreServedToo() throws {
        try SettingsDatabase(in: self.state.directory).addShare(ShareRecord(name: "a", path: "/tmp"))
        let plan = try ServePlan(state: self.state.directory, shares: [ShareRecord(name: "b", path: "/")])
        #expect(try plan.shares().map(\.name) == ["b", "a"])
    }

    @Test func withoutAnythingItListensOnThePortOfSMB() throws {
        #expect(try ServePlan(state: self.state.directory).listeners == [.standard])
    }

    @Test func aShareThatIsNotThereStopsTheStart() {
        #expect(throws: CommandFailure.self) {
            _ = try ServePlan(state: self.state.directory, shares: [ShareRecord(name: "a", path: "/nowhere")])
        }
    }

    @Test func aCommandLineThatWeakensPolicyStopsTheStart() throws {
        try self.state.write("RequireSecuritySignature = 1", to: "policy.d/a.toml")
        let weak = try ServePlan(state: self.state.directory, assignments: ["RequireSecuritySignature=0"])
        #expect(throws: CommandFailure.self) { _ = try weak.startSettings() }
        let overriding = try ServePlan(
            state: self.state.directory, assignments: ["RequireSecuritySignature=0"], overridesPolicy: true)
        #expect(try !overriding.startSettings().settings.requiresSigning)
    }

    @Test(
        "a file with something that nobody described is refused",
        arguments: [
            "listem = []", "listen = [1]", "listen = [\"x\"]", "[[share]]\nname = \"a\"", "[[share]]\npath = \"/\"",
            "[[share]]\nname = \"a\"\npath = \"/\"\ncolour = 1", "[settings]\nFoo = 1", "override-policy = 1", "x = [",
        ])
    func refusesFile(_ text: String) {
        #expect(throws: (any Error).self) { _ = try ServeFile(toml: text) }
    }
}
