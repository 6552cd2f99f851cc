// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBServer
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("Limits on connections") struct ConnectionLimitTests {
    private static func settings(total: Int = 16384, perAddress: Int = 2048, logonSeconds: Int = 120) -> Settings {
        var settings = Settings()
        settings.maximumConnections = total
        settings.maximumConnectionsPerAddress = perAddress
        settings.pendingClientTimeoutSeconds = logonSeconds
        settings.failedLogonDelayMilliseconds = 0
        return settings
    }

    @Test("those beyond the limit are closed, and a place that is left is free again (CVE-2025-38501, CVE-2026-23228)")
    func placesComeBack() async throws {
        try await LiveServer.serving(Self.settings(total: 4, perAddress: 3)) { live in
            func fillAndLeave() throws {
                let friends = try (0..<3).map { _ in try live.connectedClient(from: "127.0.0.2") }
                for _ in 0..<20 { #expect(try live.socket(from: "127.0.0.2").waitForClose(), "the fourth from one address") }
                let other = try live.connectedClient(from: "127.0.0.3")
                for _ in 0..<20 { #expect(try live.socket(from: "127.0.0.4").waitForClose(), "the fifth of all") }
                for client in friends + [other] { try client.echo() }
                withExtendedLifetime((friends, other)) {}
            }
            for _ in 0..<10 {
                try fillAndLeave()
                #expect(eventually { live.server.connectionCount == 0 })
            }
        }
    }

    @Test("who does not log on is closed in time, at whatever step it stopped", arguments: Step.allCases)
    func pendingClientsAreClosed(_ step: Step) async throws {
        try await LiveServer.serving(Self.settings(logonSeconds: 1)) { live in
            let friend = try live.connectedClient()
            let idler = try live.client(.user(password: "wrong"))
            let start = ContinuousClock.now
            try step.take(idler)
            #expect((idler.transport as? SocketTransport)?.waitForClose() == true)
            let waited = ContinuousClock.now - start
            #expect(waited > .milliseconds(900) && waited < .seconds(6))
            try friend.echo()
        }
    }

    enum Step: CaseIterable {
        case connected, negotiated, challenged, failed

        func take(_ client: TestClient) throws {
            if self == .connected { return }
            try client.negotiate()
            if self == .negotiated { return }
            if self == .failed {
                #expect(throws: NTStatus.logonFailure) { try client.logOn() }
                return
            }
            var hash = client.preauth
            var tokens = client.options.logon
            _ = try client.sessionSetup(tokens.begin(), &hash)
        }
    }

    @Test("bytes that come one by one buy no time (slow loris)") func slowBytesAreClosed() async throws {
        try await LiveServer.serving(Self.settings(logonSeconds: 1)) { live in
            let socket = try live.socket()
            socket.setTimeout(.milliseconds(20))
            try socket.send(raw: ByteBuffer(integer: UInt32(4096)))
            let start = ContinuousClock.now
            while !socket.hasEnded(), ContinuousClock.now - start < .seconds(10) {
                do { try socket.send(raw: ByteBuffer(integer: UInt8(0xFE))) } catch TransportError.closed { break }
                _ = socket.waitForClose()
            }
            #expect(ContinuousClock.now - start < .seconds(6))
        }
    }

    @Test("a user who logged off has a while to log on again, not for ever") func logoffBeginsTheTimeAnew() async throws {
        try await LiveServer.serving(Self.settings(logonSeconds: 1)) { live in
            let client = try live.connectedClient()
            try client.logOff()
            #expect((client.transport as? SocketTransport)?.waitForClose() == true)
        }
    }
}
