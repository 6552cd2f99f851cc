// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// Multichannel is not offered: a session has the one connection on which it was made. [MS-SMB2] 3.3.5.5
@Suite("Binding a session to a second connection") struct BindingTests {
    struct Mode: Sendable, CustomTestStringConvertible {
        var dialect: SMB2.Dialect
        var requiresSigning: Bool
        var requiresRelayProtection: Bool
        var testDescription: String {
            "\(self.dialect)\(self.requiresSigning ? ", signing" : "")\(self.requiresRelayProtection ? ", relay protection" : "")"
        }

        var settings: Settings {
            var settings = Settings()
            settings.requiresSigning = self.requiresSigning
            settings.requiresRelayProtection = self.requiresRelayProtection
            return settings
        }
    }

    static let modes = SMB2.Dialect.all.flatMap { dialect in
        [(false, false), (true, false), (false, true)].map {
            Mode(dialect: dialect, requiresSigning: $0.0, requiresRelayProtection: $0.1)
        }
    }

    enum Signature: CaseIterable, Sendable { case none, withTheKey, withAnotherKey }

    @Test("is refused, signed or not, in every mode, and leaves the session alone", arguments: modes, Signature.allCases)
    func refused(_ mode: Mode, _ signature: Signature) throws {
        let server = TestServer(mode.settings)
        var options = TestClient.Options()
        options.dialects = [mode.dialect]
        let owner = server.client(options)
        owner.signs = true
        try owner.connect(to: "data")
        let other = server.client(options)
        try other.negotiate()
        switch signature {
        case .none: break
        case .withTheKey: other.signer = owner.signer
        case .withAnotherKey:
            let stranger = server.client(options)
            stranger.signs = true
            try stranger.connect(to: "data")
            other.signer = stranger.signer
        }
        let events = server.sink.events.count
        var tokens = other.options.logon
        for _ in 0..<3 {
            let frame = other.setupFrame(tokens.begin(), flags: .binding, signed: signature != .none) { $0.sessionID = owner.sessionID }
            #expect(try other.exchange(frame).status == .requestNotAccepted)
        }
        #expect(other.connection?.machine.hasSession == false)
        #expect(try owner.tryOpening(signed: true).status == .success)
        #expect(server.sink.events.count == events, "Nothing is said against the session that was only named.")
        // Nor does the second connection reach the session otherwise.
        #expect(try other.tryOpening { $0.sessionID = owner.sessionID }.status == .userSessionDeleted)
    }

    @Test("is refused on the session's own connection too", arguments: modes, [true, false]) func ownConnection(
        _ mode: Mode, _ isSigned: Bool
    ) throws {
        let server = TestServer(mode.settings)
        let client = server.client()
        client.options.dialects = [mode.dialect]
        client.signs = true
        try client.connect(to: "data")
        var tokens = client.options.logon
        let reply = try client.exchange(client.setupFrame(tokens.begin(), flags: .binding, signed: isSigned))
        // An unsigned request of a session that must sign comes no further than that. 3.3.5.2.4
        let mustSign = mode.requiresSigning || mode.requiresRelayProtection
        #expect(reply.status == (mustSign && !isSigned ? .accessDenied : .requestNotAccepted))
        #expect(try client.tryOpening(signed: true).status == .success)
    }
}
