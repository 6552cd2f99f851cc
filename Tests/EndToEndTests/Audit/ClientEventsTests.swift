// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBAudit
import SMBSettings
import SMBWire
import Support
import Testing

/// What no packaged client sends, over a real socket; read back as `signet events --format json` prints it.
@Suite("The events of a client") struct ClientEventsTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        var level = HardeningLevel.off
        var requiresSigning = false
        var audits = true
        var client: @Sendable (inout TestClient.Options) -> Void
        var refusal: NTStatus?
        /// EventID and EventData, in order.
        let events: [(id: Int, data: String)]

        var testDescription: String { self.name }
    }

    private static let clientName = #""ClientNameLength":11,"ClientName":"\\\\127.0.0.1""#
    private static let user = #""UserNameLength":5,"UserName":"alice""#

    private static func spn(_ data: String, level: Int) -> String { "\(self.clientName),\(data),\"SPNValidationPolicy\":\(level)" }

    private static func unrecognized(_ spn: String, _ classIsValid: Bool, _ principalIsValid: Bool, level: Int = 0) -> (
        id: Int, data: String
    ) {
        (
            3025,
            self.spn(
                "\"SPN\":\"\(spn)\",\"ServiceClassIsValid\":\(classIsValid),\"PrincipalNameIsValid\":\(principalIsValid)", level: level)
        )
    }

    private static func absent(level: Int = 0) -> (id: Int, data: String) { (3024, self.spn(#""Status":"0x80090303""#, level: level)) }
    private static func empty(level: Int = 0) -> (id: Int, data: String) { (3026, "\(self.clientName),\"SPNValidationPolicy\":\(level)") }
    private static func noSigning(required: Bool) -> (id: Int, data: String) {
        (3021, "\(self.clientName),\(self.user),\"ServerRequiresSigning\":\(required)")
    }

    /// A healthy client, for cases to spoil.
    private static func options(_ spoil: @escaping @Sendable (inout TestClient.Options) -> Void)
        -> @Sendable (inout TestClient.Options) -> Void
    {
        { options in
            options.logon.ntlm.targetName = "cifs/server.example"
            spoil(&options)
        }
    }

    private static func targetName(_ name: String?, isUntrusted: Bool = false) -> @Sendable (inout TestClient.Options) -> Void {
        self.options {
            $0.logon.ntlm.targetName = name
            $0.logon.ntlm.isTargetNameUntrusted = isUntrusted
        }
    }

    static let accepted: [Case] = [
        Case(name: "a healthy one", client: options { _ in }, events: []),
        Case(name: "a healthy one at level 2", level: .required, client: options { _ in }, events: []),
        Case(
            name: "neither signing bit",
            client: options {
                $0.negotiateMode = []
                $0.setupMode = []
            }, events: [noSigning(required: false)]),
        Case(name: "no bit in NEGOTIATE, one in SESSION_SETUP", client: options { $0.negotiateMode = [] }, events: []),
        Case(name: "one bit in NEGOTIATE, none in SESSION_SETUP", client: options { $0.setupMode = [] }, events: []),
        Case(
            name: "neither signing bit where signing is required, and signs all the same", requiresSigning: true,
            client: options {
                $0.negotiateMode = []
                $0.setupMode = []
            }, events: [noSigning(required: true)]),
        Case(name: "no SPN", client: targetName(nil), events: [absent()]),
        Case(name: "no SPN at level 1", level: .acceptIfProvided, client: targetName(nil), events: [absent(level: 1)]),
        Case(name: "an SPN that it does not trust", client: targetName("cifs/server.example", isUntrusted: true), events: [absent()]),
        Case(name: "an empty SPN", client: targetName(""), events: [empty()]),
        Case(name: "an empty SPN at level 1", level: .acceptIfProvided, client: targetName(""), events: [empty(level: 1)]),
        Case(
            name: "the class of another service", client: targetName("http/server.example"),
            events: [unrecognized("http/server.example", false, true)]),
        Case(name: "another host", client: targetName("cifs/relay.example"), events: [unrecognized("cifs/relay.example", true, false)]),
        Case(
            name: "another service and host", client: targetName("ldap/dc.example"), events: [unrecognized("ldap/dc.example", false, false)]
        ),
        Case(name: "its own address", client: targetName("cifs/127.0.0.1"), events: []),
        Case(name: "other case, a port and a service name", client: targetName("CIFS/Server.Example:445/files"), events: []),
        Case(
            name: "nothing healthy at all",
            client: options {
                $0.negotiateMode = []
                $0.setupMode = []
                $0.logon.ntlm.targetName = nil
            }, events: [noSigning(required: false), absent()]),
        Case(
            name: "nothing healthy, and nobody asked", audits: false,
            client: options {
                $0.negotiateMode = []
                $0.setupMode = []
                $0.logon.ntlm.targetName = nil
            }, events: []),
    ]

    static let refused: [Case] = [
        Case(
            name: "another host at level 1", level: .acceptIfProvided, client: targetName("cifs/relay.example"), refusal: .accessDenied,
            events: [unrecognized("cifs/relay.example", true, false, level: 1), (551, "")]),
        Case(
            name: "another service at level 2", level: .required, client: targetName("http/server.example"), refusal: .accessDenied,
            events: [unrecognized("http/server.example", false, true, level: 2), (551, "")]),
        Case(
            name: "no SPN at level 2", level: .required, client: targetName(nil), refusal: .accessDenied,
            events: [absent(level: 2), (551, "")]),
        Case(
            name: "an untrusted SPN at level 2", level: .required, client: targetName("cifs/server.example", isUntrusted: true),
            refusal: .accessDenied, events: [absent(level: 2), (551, "")]),
        Case(
            name: "an empty SPN at level 2", level: .required, client: targetName(""), refusal: .accessDenied,
            events: [empty(level: 2), (551, "")]),
        Case(
            name: "no SPN at level 2, unaudited", level: .required, audits: false, client: targetName(nil), refusal: .accessDenied,
            events: [(551, "")]),
        Case(
            name: "a wrong password and nothing healthy", level: .required,
            client: options {
                $0.negotiateMode = []
                $0.setupMode = []
                $0.logon.ntlm.targetName = nil
                $0.logon.ntlm.password = "wrong"
            }, refusal: .logonFailure, events: [(551, "")]),
    ]

    @Test("are what is said of it", arguments: accepted + refused)
    func areWhatIsSaid(_ expected: Case) async throws {
        var settings = Settings()
        settings.hardeningLevel = expected.level
        settings.requiresSigning = expected.requiresSigning
        settings.auditsSigning = expected.audits
        settings.auditsSPN = expected.audits
        settings.failedLogonDelayMilliseconds = 0
        try await LiveServer.serving(settings) { live in
            var options = TestClient.Options()
            expected.client(&options)
            let client = try live.client(options)
            try client.negotiate()
            var refusal: NTStatus?
            do { try client.logOn() } catch let status as NTStatus { refusal = status }
            #expect(refusal == expected.refusal)
            live.audit.flush()
            let printed = try Signet.succeed(["events", "--format", "json"], state: live.folder.statePath)
            let events = try printed.split(separator: "\n").map { try PrintedEvent($0) }
            #expect(events.map(\.id) == expected.events.map(\.id))
            for (event, expected) in zip(events, expected.events) where !expected.data.isEmpty {
                #expect(event.data == expected.data)
            }
            for event in events { Self.checkFrame(of: event) }
        }
    }

    /// What stands around the EventData. Facts 2.2
    private static func checkFrame(of event: PrintedEvent) {
        let isRefusal = event.id == 551
        #expect(event.channel == (isRefusal ? "Microsoft-Windows-SMBServer/Security" : "Microsoft-Windows-SMBServer/Audit"))
        #expect(event.provider == "Microsoft-Windows-SMBServer")
        #expect(event.guid == "{d48ce617-33a2-4bc3-a5c7-11aa4f29619e}")
        #expect(event.computer == "server.example")
        #expect(event.level == (isRefusal ? 2 : 3))
        #expect(event.keywords == "0x8000000000000008" || isRefusal)
        #expect(event.culture == "en-US")
        #expect(!event.message.isEmpty)
        #expect(event.workstation == "CLIENT")
    }

    @Test("551 names the client, the user and why") func levelRefusalSaysWhy() async throws {
        var settings = Settings()
        settings.hardeningLevel = .required
        try await LiveServer.serving(settings) { live in
            let client = try live.client()
            try client.negotiate()
            #expect(throws: NTStatus.accessDenied) { try client.logOn() }
            live.audit.flush()
            let printed = try Signet.succeed(["events", "--format", "json", "--id", "551"], state: live.folder.statePath)
            let event = try PrintedEvent(Substring(printed.dropLast()))
            #expect(event.values["Status"] as? String == "0xc0000022")
            #expect(event.values["UserName"] as? String == "alice")
            #expect(event.values["ClientName"] as? String == #"\\127.0.0.1"#)
            #expect(event.values["SPNValidationPolicy"] as? Int == 2)
            #expect(event.values["ReasonCode"] as? Int == 1)
        }
    }

    @Test("an event is reported once a session, however often it logs on again") func reauthenticationRepeatsNothing() async throws {
        var settings = Settings()
        settings.auditsSPN = true
        try await LiveServer.serving(settings) { live in
            let client = try live.connectedClient()
            for _ in 0..<3 { try client.logOn() }
            live.audit.flush()
            #expect(try live.reader().events().map(\.event.id) == [3024])
        }
    }
}
