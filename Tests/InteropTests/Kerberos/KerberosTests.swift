// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Clients with tickets", .serialized) struct KerberosClientTests {
    @Test("work, and leave the record that the table says", arguments: ClientCase.tickets)
    func meetTheServer(_ row: ClientCase) async throws {
        try await Site.preparedWithKDC { site in
            let wrong = try await site.serve(row.settings) { try await row.shortcomings(against: $0) }
            #expect(wrong == [])
            let record = try await AuditRecord(of: site)
            #expect(record.events.filter { ExpectedEvent.judged.contains($0.id) }.map(\.id) == [])
            let client = try #require(record.clients.first)
            #expect(record.clients.count == 1)
            #expect(client.dialects == [row.dialect])
            #expect(client.users == [SignetServer.user])
            #expect(client.spn.verdict == "ready")
        }
    }

    @Test func aPrincipalWithoutAUserIsRefused() async throws {
        let row = try #require(ClientCase.tickets.first)
        try await Site.preparedWithKDC { site in
            try await site.kdc?.logIn("mallory", "Stranger-9")
            #expect(try await site.serve { try await row.works(against: $0) } == false)
            try await site.kdc?.logIn("alice/admin", "Admin-9")
            #expect(try await site.serve { try await row.works(against: $0) } == false)
            #expect(try await AuditRecord(of: site).clients.isEmpty)
        }
    }

    @Test func anAddressMeansNTLMWhichCanBeSwitchedOff() async throws {
        let row = try #require(ClientCase.smbclient.first)
        try await Site.preparedWithKDC { site in
            #expect(try await site.serve(["AuditReceivingNTLMTraffic=1"]) { try await row.works(against: $0) })
            #expect(try await site.serve(["RestrictReceivingNTLMTraffic=1"]) { try await row.works(against: $0) } == false)
            let events = try await AuditRecord(of: site).events.map(\.id)
            #expect(events.contains(60020))
            #expect(events.contains(60021))
        }
    }
}

/// Tickets that no KDC issues: `scripts/peers/ticket.py` forges them with the keytab's key.
@Suite("Forged and damaged tickets", .serialized) struct ForgedTicketTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var arguments: [String] = []
        var settings: [String] = []
        /// What the client prints, line by line.
        let printed: [String]
        /// The events about SPNs that are left.
        var events: [Int] = []
    }

    private static let isIn = ["session setup 0x00000000 AP-REP", "tree connected"]
    private static let isRefused = ["session setup 0xc000006d nothing"]
    private static let isRefusedByLevel = ["session setup 0xc0000022 nothing"]
    private static let own = "cifs/\(KDC.host)@\(KDC.realm)"
    private static let level1 = ["SmbServerNameHardeningLevel=1"]
    private static let level2 = ["SmbServerNameHardeningLevel=2"]

    static let rows = [
        Row(testDescription: "an honest one", printed: isIn),
        Row(testDescription: "without SPNEGO", arguments: ["--raw"], printed: isIn),
        Row(
            testDescription: "without any frame", arguments: ["--raw", "--bare"],
            printed: ["session setup 0x00000000 bare AP-REP", "tree connected"]),
        Row(testDescription: "bound to a channel", arguments: ["--bindings"], printed: isIn),
        // What proves a ticket.
        Row(testDescription: "ended", arguments: ["--lifetime", "-10"], printed: isRefused),
        Row(testDescription: "ended long ago", arguments: ["--lifetime", "-4000"], printed: isRefused),
        Row(testDescription: "sealed for another", arguments: ["--other-key"], printed: isRefused),
        Row(testDescription: "with a changed authenticator", arguments: ["--tamper"], printed: isRefused),
        Row(testDescription: "sent twice", arguments: ["--replay"], printed: [isIn[0]] + isRefused),
        Row(
            testDescription: "of a client in another time", arguments: ["--skew", "4000"],
            printed: ["session setup 0xc0000016 KRB-ERROR 37"]),
        Row(
            testDescription: "whose end the session meets, and that is renewed", arguments: ["--lifetime", "3", "--renew"],
            printed: isIn + ["tree refused 0xc000035c"] + isIn),
        Row(testDescription: "without a checksum", arguments: ["--checksum", "none"], printed: isIn),
        Row(testDescription: "with a checksum of the session key", arguments: ["--checksum", "keyed"], printed: isIn),
        Row(testDescription: "with a checksum over something else", arguments: ["--checksum", "wrong"], printed: isRefused),
        Row(testDescription: "with GSS-API's checksum cut short", arguments: ["--checksum", "short"], printed: isRefused),
        // Who it is.
        Row(
            testDescription: "of the computer alice$ that asked to be called alice", arguments: ["--pac", "good", "--account", "alice$"],
            printed: isRefused),
        Row(testDescription: "of another realm", arguments: ["--client-realm", "OTHER"], printed: isRefused),
        Row(testDescription: "of alice/admin", arguments: ["--client", "alice/admin"], printed: isRefused),
        Row(testDescription: "of a computer", arguments: ["--client", "alice$"], printed: isRefused),
        Row(testDescription: "of Alice, where nothing says that she is alice", arguments: ["--client", "Alice"], printed: isRefused),
        Row(testDescription: "of Alice of a directory", arguments: ["--client", "Alice", "--pac", "good"], printed: isIn),
        Row(testDescription: "of Alice with a forged PAC", arguments: ["--client", "Alice", "--pac", "bad"], printed: isRefused),
        Row(testDescription: "of alice with a forged PAC, which is not used", arguments: ["--pac", "bad"], printed: isIn),
        // What it is for.
        Row(testDescription: "that names our host inside", arguments: ["--target", own], settings: level2, printed: isIn),
        Row(
            testDescription: "that names another host inside, whatever stands outside", arguments: ["--target", "cifs/other@\(KDC.realm)"],
            settings: level1, printed: isRefusedByLevel, events: [3025]),
        Row(
            testDescription: "whose client does not trust the name", arguments: ["--target", own, "--untrusted"], settings: level2,
            printed: isRefusedByLevel, events: [3024]),
        Row(
            testDescription: "whose name is empty", arguments: ["--target", ""], settings: level2, printed: isRefusedByLevel,
            events: [3026]),
        Row(
            testDescription: "with a name where Windows does not look", arguments: ["--target", "cifs/other", "--second"], settings: level1,
            printed: isIn),
        Row(
            testDescription: "for another service with the same key", arguments: ["--service", "http/\(KDC.host)"], settings: level1,
            printed: isRefusedByLevel, events: [3025]),
        // The gap: whoever relays a ticket can write any name outside.
        Row(
            testDescription: "for another service, rewritten on the way", arguments: ["--service", "host/\(KDC.host)"], settings: level2,
            printed: isIn),
    ]

    @Test("get what they deserve", arguments: rows)
    func meetTheServer(_ row: Row) async throws {
        try await Site.preparedWithKDC { site in
            let client = try await site.serve(row.settings) { server in
                try await Subprocess.run(
                    [
                        Checkout.python, "\(Checkout.peers)/ticket.py", "--keytab", site.kdc?.keytab ?? "", "--port", "\(server.port)",
                        "--share", SignetServer.share,
                    ] + row.arguments)
            }
            #expect(client.output.split(separator: "\n").map(String.init) == row.printed)
            let record = try await AuditRecord(of: site)
            #expect(record.events.map(\.id).filter { (3024...3026).contains($0) } == row.events)
        }
    }
}

/// Where Kerberos is not the client's first choice both sides prove the list of mechanisms; MIT's GSS-API judges our side.
@Suite("Kerberos as second choice", .serialized) struct SecondChoiceTests {
    private static let offered = ["offer 0xc0000016, state 3"]
    private static let answered = ["ticket 0xc0000016 AP-REP", "the server's MIC is right"]

    @Test(
        "the mechListMIC decides",
        arguments: [
            ([], offered + answered + ["MIC 0x00000000"]),
            (["--forge"], offered + answered + ["MIC 0xc000006d"]),
            (["--leave-out"], offered + answered + ["MIC 0xc000000d"]),
            (["--with-ticket"], offered + ["ticket 0x00000000 SPNEGO", "the server's MIC is right"]),
            (["--with-ticket", "--forge"], offered + ["ticket 0xc000006d nothing"]),
        ] as [([String], [String])])
    func meetsTheServer(_ arguments: [String], _ printed: [String]) async throws {
        try await Site.preparedWithKDC { site in
            let client = try await site.serve(["RestrictReceivingNTLMTraffic=1"]) { server in
                try await Subprocess.run(
                    [Checkout.python, "\(Checkout.peers)/second_choice.py", "--host", KDC.host, "--port", "\(server.port)"] + arguments,
                    environment: site.kdc?.environment ?? [:])
            }
            #expect(client.output.split(separator: "\n").map(String.init) == printed)
        }
    }
}
