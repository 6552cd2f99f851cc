// SPDX-License-Identifier: Apache-2.0
import EventStore
import Glibc
import NIOCore
import NIOPosix

/// The command line's end of `DIR/control.sock`.
struct ControlClient: Sendable {
    let state: StateDirectory

    private static let maximumResponseLength = 64 << 20
    private static let timeout = TimeAmount.seconds(30)

    /// The server's answer, or nil when none runs on this state.
    func ask(_ request: ControlRequest) async throws -> ControlResponse? {
        let path = try SocketPath(self.state)
        guard let connection = try await self.connect(path) else { return nil }
        let timer = connection.channel.eventLoop.scheduleTask(in: Self.timeout) { connection.channel.close(promise: nil) }
        defer { timer.cancel() }
        let answer: ControlResponse? = try await connection.executeThenClose { responses, requests in
            try await requests.write(try JSONLine.encode(request))
            for try await line in responses { return try JSONLine.decode(ControlResponse.self, from: line) }
            return nil
        }
        guard let answer else { throw self.failure("it did not answer") }
        if case .failed(let reason) = answer { throw self.failure(reason) }
        return answer
    }

    private func connect(_ path: SocketPath) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer>? {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path.path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let decoder = LineDecoder(maximumLength: Self.maximumResponseLength)
                        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError where [ENOENT, ECONNREFUSED].contains(error.errnoCode) {
            return nil  // No server, or one that was killed and left its socket behind.
        } catch {
            throw self.failure("\(error)")
        }
    }

    private func failure(_ why: String) -> CommandFailure {
        CommandFailure(
            "ask the server that runs on \(self.state.path)", because: why, remedy: "see its log, or restart it")
    }
}
