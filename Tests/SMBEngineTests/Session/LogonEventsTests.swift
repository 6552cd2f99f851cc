// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// What no packaged client sends: each kind of evidence, at each level, with the audits on and off.
@Suite("The events of a logon") struct LogonEventsTests {
    /// What a client says of its target, and what is made of it.
    enum Target: CaseIterable, Sendable {
        case good, absent, empty, wrongClass, wrongHost, bareName, untrusted, untrustedEmpty, realm

        func apply(to client: inout NTLMClient) {
            switch self {
            case .good: client.targetName = "cifs/server.example"
            case .absent: client.targetName = nil
            case .empty: client.targetName = ""
            case .wrongClass: client.targetName = "http/server.example"
            case .wrongHost: client.targetName = "cifs/elsewhere.example"
            case .bareName: client.targetName = "server.example"
            case .untrusted:
                client.targetName = "cifs/server.example"
                client.isTargetNameUntrusted = true
            case .untrustedEmpty:
                client.targetName = ""
                client.isTargetNameUntrusted = true
            case .realm: client.targetName = "cifs/server.example@EXAMPLE"
            }
        }

        func event(_ level: HardeningLevel) -> (id: UInt16, fields: [EventField])? {
            let policy = EventField("SPNValidationPolicy", .uint32(UInt32(level.rawValue)))
            func unrecognized(_ spn: String, _ classIsValid: Bool, _ principalIsValid: Bool) -> (id: UInt16, fields: [EventField]) {
                (
                    3025,
                    LogonEventsTests.clientName + [
                        EventField("SPN", .unicode(spn)), EventField("ServiceClassIsValid", .boolean(classIsValid)),
                        EventField("PrincipalNameIsValid", .boolean(principalIsValid)), policy,
                    ]
                )
            }
            switch self {
            case .good: return nil
            case .absent, .untrusted, .untrustedEmpty:
                return (3024, LogonEventsTests.clientName + [EventField("Status", .hexInt32(0x8009_0303)), policy])
            case .empty: return (3026, LogonEventsTests.clientName + [policy])
            case .wrongClass: return unrecognized("http/server.example", false, true)
            case .wrongHost: return unrecognized("cifs/elsewhere.example", true, false)
            case .bareName: return unrecognized("server.example", false, true)
            case .realm: return unrecognized("cifs/server.example@EXAMPLE", true, false)
            }
        }

        func isRefused(_ level: HardeningLevel) -> Bool {
            switch (self, level) {
            case (.good, _), (_, .off): false
            case (_, .required): true
            case (.wrongClass, _), (.wrongHost, _), (.bareName, _), (.realm, _): true
            case (.absent, _), (.empty, _), (.untrusted, _), (.untrustedEmpty, _): false
            }
        }
    }

    static let levels = [HardeningLevel.off, .acceptIfProvided, .required]
    static let clientName = [EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#))]

    private func logOn(
        _ settings: Settings, _ adjust: (inout TestClient.Options) -> Void
    ) throws -> (server: TestServer, client: TestClient, status: NTStatus) {
        let server = TestServer(settings)
        let client = server.client()
        adjust(&client.options)
        try client.negotiate()
        do {
            try client.logOn()
        } catch let status as NTStatus {
            return (server, client, status)
        }
        return (server, client, .success)
    }

    @Test("name the SPN's fault exactly, whether the level refuses or not", arguments: Target.allCases, levels)
    func spn(_ target: Target, _ level: HardeningLevel) throws {
        for audits in [true, false] {
            var settings = Settings()
            settings.hardeningLevel = level
            settings.auditsSPN = audits
            settings.auditsSigning = audits
            let (server, client, status) = try self.logOn(settings) { target.apply(to: &$0.logon.ntlm) }
            let isRefused = target.isRefused(level)
            #expect(status == (isRefused ? .accessDenied : .success))
            #expect(server.state.sessions.count == (isRefused ? 0 : 1))
            #expect(client.connection?.delays == [], "A refusal is no failed guess.")

            var events = server.sink.events
            if isRefused {
                let last = events.popLast()
                let refusal = try #require(last)
                #expect(refusal.id == EventID.sessionAuthFailure)
                #expect(refusal["Status"] == .hexInt32(0xC000_0022))
                #expect(refusal["UserName"] == .unicode("alice"))
                #expect(refusal["SPNValidationPolicy"] == .uint32(UInt32(level.rawValue)))
            }
            if audits, let expected = target.event(level) {
                #expect(events.map(\.id) == [expected.id])
                #expect(events.first?.fields == expected.fields)
                #expect(events.first?["user"] == .unicode("alice"))
            } else {
                #expect(events.isEmpty)
            }
            #expect(server.sink.logons.map(\.refusedByLevel) == [isRefused], "The fact is stated whatever is audited.")
        }
    }

    struct Bits: Sendable {
        var negotiate: SMB2.SecurityMode
        var setup: SMB2.SecurityMode
    }

    static let bits: [Bits] = [[], .signingEnabled, .signingRequired, [.signingEnabled, .signingRequired]].flatMap { negotiate in
        [[], .signingEnabled, .signingRequired].map { Bits(negotiate: negotiate, setup: $0) }
    }

    @Test("say that a client has no signing only if it has neither bit anywhere", arguments: bits, SMB2.Dialect.all)
    func signing(_ bits: Bits, _ dialect: SMB2.Dialect) throws {
        for audits in [true, false] {
            for required in [true, false] {
                var settings = Settings()
                settings.auditsSigning = audits
                settings.requiresSigning = required
                let (server, _, status) = try self.logOn(settings) {
                    $0.dialects = [dialect]
                    $0.negotiateMode = bits.negotiate
                    $0.setupMode = bits.setup
                }
                #expect(status == .success)
                if audits, bits.negotiate.isEmpty, bits.setup.isEmpty {
                    let fields =
                        Self.clientName + [
                            EventField("UserNameLength", .uint16(5)), EventField("UserName", .unicode("alice")),
                            EventField("ServerRequiresSigning", .boolean(required)),
                        ]
                    #expect(server.sink.eventIDs == [EventID.clientLacksSigning])
                    #expect(server.sink.events.first?.fields == fields)
                } else {
                    #expect(server.sink.events.isEmpty)
                }
            }
        }
    }

    @Test("come together, signing first") func both() throws {
        var settings = Settings()
        settings.auditsSigning = true
        settings.auditsSPN = true
        settings.hardeningLevel = .required
        let (server, _, status) = try self.logOn(settings) {
            $0.negotiateMode = []
            $0.setupMode = []
        }
        #expect(status == .accessDenied)
        #expect(server.sink.eventIDs == [EventID.clientLacksSigning, EventID.spnAbsent, EventID.sessionAuthFailure])
    }

    @Test("take localhost from a loopback peer only", arguments: [true, false]) func loopback(_ isLoopback: Bool) throws {
        var settings = Settings()
        settings.auditsSPN = true
        settings.hardeningLevel = .required
        let server = TestServer(settings)
        let client = TestClient(server.connection(from: isLoopback ? "127.0.0.1" : "192.0.2.7", isLoopback: isLoopback))
        client.options.logon.ntlm.targetName = "cifs/localhost"
        try client.negotiate()
        if isLoopback {
            try client.logOn()
            #expect(server.sink.events.isEmpty)
        } else {
            #expect(throws: NTStatus.accessDenied) { try client.logOn() }
            #expect(server.sink.eventIDs == [EventID.spnUnrecognized, EventID.sessionAuthFailure])
        }
    }

    @Test("are the same in every dialect and wrapping", arguments: SMB2.Dialect.all, [TokenWrapping.raw, .spnego])
    func dialects(_ dialect: SMB2.Dialect, _ wrapping: TokenWrapping) throws {
        var settings = Settings()
        settings.auditsSPN = true
        let (server, _, _) = try self.logOn(settings) {
            $0.dialects = [dialect]
            $0.logon.wrapping = wrapping
            $0.logon.ntlm.targetName = "cifs/elsewhere.example"
        }
        #expect(server.sink.eventIDs == [EventID.spnUnrecognized])
        #expect(server.sink.events.first?["wrapping"] == .unicode(wrapping == .raw ? "raw" : "SPNEGO"))
    }

    @Test("do not change the answer by a byte", arguments: Target.allCases, levels) func auditIsSilent(
        _ target: Target, _ level: HardeningLevel
    ) throws {
        func frames(_ audits: Bool) throws -> [[UInt8]] {
            var settings = Settings()
            settings.hardeningLevel = level
            settings.auditsSPN = audits
            settings.auditsSigning = audits
            let client = try self.logOn(settings) { target.apply(to: &$0.logon.ntlm) }.client
            return try #require(client.connection).framesReceived.map { Array($0.readableBytesView) }
        }
        #expect(try frames(true) == frames(false))
    }
}
