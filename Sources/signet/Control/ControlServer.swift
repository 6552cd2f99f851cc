// SPDX-License-Identifier: Apache-2.0
import EventStore
import Glibc
import NIOCore
import NIOPosix

/// Answers one request of the command line.
typealias ControlRequestHandler = @Sendable (ControlRequest) async -> ControlResponse

/// The server's end of `DIR/control.sock`. Who may connect is decided by the socket's mode and its folder's.
struct ControlServer: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let path: SocketPath
    private let listener: NIOAsyncChannel<Connection, Never>

    private static let maximumRequestLength = 1 << 20
    private static let idleTimeout = TimeAmount.seconds(30)

    init(_ state: StateDirectory, group: any EventLoopGroup) async throws {
        let path = try SocketPath(state)
        self.path = path
        self.listener = try await ServerBootstrap(group: group)
            .bind(unixDomainSocketPath: path.path, cleanupExistingSocketFile: true) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let decoder = LineDecoder(maximumLength: Self.maximumRequestLength)
                    try channel.pipeline.syncOperations.addHandler(IdleStateHandler(allTimeout: Self.idleTimeout))
                    try channel.pipeline.syncOperations.addHandler(CloseWhenIdle())
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        guard unsafe chmod(path.path, 0o600) == 0 else {
            throw CommandFailure("open the control socket", .file(state.controlSocket, errno: errno))
        }
    }

    /// Serves until the task is cancelled.
    func run(_ handler: @escaping ControlRequestHandler) async throws {
        try await self.listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await Self.serve(connection, handler) }
                }
            }
        }
        _ = unsafe unlink(self.path.path)
    }

    private static func serve(_ connection: Connection, _ handler: ControlRequestHandler) async {
        // A client that goes away in the middle has no one to tell.
        try? await connection.executeThenClose { requests, responses in
            for try await line in requests {
                let response: ControlResponse
                if let request = try? JSONLine.decode(ControlRequest.self, from: line) {
                    response = await handler(request)
                } else {
                    response = .failed("the request was not understood; use the signet of the same version as the server")
                }
                try await responses.write(try JSONLine.encode(response))
            }
        }
    }
}

private final class CloseWhenIdle: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) } else { context.fireUserInboundEventTriggered(event) }
    }
}
