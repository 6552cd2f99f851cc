// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation
import NIOCore
import NIOPosix
import Testing
@testable import signet

@Suite("control socket") struct ControlTests {
    private static func answer(_ request: ControlRequest) -> ControlResponse {
        switch request {
        case .reload: .done
        case .settings: .settings([])
        case .sessions: .sessions([])
        case .trials: .trials([])
        case .allowTrial(let address): .trialAllowed(WaitingTrial(address: address, expires: 0))
        case .cancelTrial: .trialCancelled(false)
        case .closeSessions(let ids): ids.isEmpty ? .failed("nothing to close") : .closed(ids.count)
        }
    }

    private func serving(_ state: TemporaryState, _ body: @Sendable @escaping (ControlClient) async throws -> Void) async throws {
        let server = try await ControlServer(state.directory, group: MultiThreadedEventLoopGroup.singleton)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run { Self.answer($0) } }
            try await body(ControlClient(state: state.directory))
            group.cancelAll()
        }
    }

    @Test("requests are answered, however deep the state lies", arguments: [0, 10])
    func answers(_ depth: Int) async throws {
        let state = try TemporaryState(depth: depth)
        try await self.serving(state) { client in
            let reloaded = try await client.ask(.reload)
            let closed = try await client.ask(.closeSessions(["0x1", "0x2"]))
            let trial = try await client.ask(.allowTrial("192.0.2.7"))
            #expect(reloaded == .done && closed == .closed(2))
            #expect(trial == .trialAllowed(WaitingTrial(address: "192.0.2.7", expires: 0)))
        }
    }

    @Test func theSocketIsTheOwnersAlone() async throws {
        let state = try TemporaryState()
        try await self.serving(state) { _ in
            let attributes = try FileManager.default.attributesOfItem(atPath: state.directory.controlSocket)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test func aRefusalIsAFailureOfTheCommand() async throws {
        let state = try TemporaryState()
        try await self.serving(state) { client in
            await #expect(throws: CommandFailure.self) { _ = try await client.ask(.closeSessions([])) }
        }
    }

    @Test func withoutAServerThereIsNoAnswer() async throws {
        let state = try TemporaryState()
        #expect(try await ControlClient(state: state.directory).ask(.reload) == nil)
    }

    @Test func theSocketOfAServerThatWasKilledIsNoServer() async throws {
        let state = try TemporaryState()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(unixDomainSocketPath: state.directory.controlSocket).get()
        try await listener.close()
        #expect(try await ControlClient(state: state.directory).ask(.reload) == nil)
    }
}
