// SPDX-License-Identifier: Apache-2.0
package import Logging
package import NIOCore
import NIOPosix
package import SMBEngine
import SMBSettings
import Synchronization

/// The listeners and the connections that come of them. Everything that decides is in `SMBEngine`; here are sockets, timers and threads.
package final class Server: Sendable {
    package let state: ServerState
    private let group: MultiThreadedEventLoopGroup
    private let pool: NIOThreadPool
    private let tickets: TicketQueue
    private let credentials: any CredentialSource
    private let logger: Logger
    private let counter = ConnectionCounter()
    /// Most connections, whatever the settings say: descriptors must be left for files and for the audit.
    private let places: Int
    private let listeners = Mutex<[any Channel]>([])
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// `loops`: event loops, one thread each. `poolThreads`: threads for what waits for devices.
    package init(state: ServerState, credentials: any CredentialSource, logger: Logger, loops: Int, poolThreads: Int = 4) {
        self.state = state
        self.credentials = credentials
        self.logger = logger
        // Half for connections; an open file needs up to three: its own, a listing's, a watch's, of which the first is usual.
        let descriptors = DescriptorLimit.raise()
        self.places = max(descriptors / 2, 2)
        state.opens.limit(to: max(descriptors / 4, 2))
        self.group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        self.pool = NIOThreadPool(numberOfThreads: poolThreads)
        self.pool.start()
        self.tickets = TicketQueue(logger: logger)
    }

    /// Opens one listener. Returns the address it got, with the port that the system chose where 0 was asked for.
    ///
    /// `name`: what the server is called on its connections, besides what it is called on all.
    package func listen(host: String, port: Int, name: String? = nil, transport: Transport = .directTCP) async throws -> SocketAddress {
        let bootstrap = ServerBootstrap(group: self.group)
            // Without descriptors left `accept` fails at once, again and again: wait a little each time.
            .serverChannelInitializer { listener in
                listener.eventLoop.makeCompletedFuture {
                    try listener.pipeline.syncOperations.addHandler(AcceptBackoffHandler(shouldForwardIOErrorCaught: false))
                }
            }
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 1 << 20, high: 4 << 20))
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 512 << 10)
            )
            .childChannelInitializer { channel in self.adopt(channel, listenerName: name, transport) }
        let channel = try await bootstrap.bind(host: host, port: port).get()
        self.listeners.withLock { $0.append(channel) }
        guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
        return address
    }

    /// Counts a connection in, for exactly as long as its socket is open, whatever happens to its set-up.
    private func adopt(_ channel: any Channel, listenerName: String?, _ transport: Transport) -> EventLoopFuture<Void> {
        let peer = Peer(channel.remoteAddress)
        let settings = self.state.settings.value
        let isAdmitted = self.counter.enter(
            peer.address, maximum: min(settings.maximumConnections, self.places),
            maximumPerAddress: min(settings.maximumConnectionsPerAddress, max(self.places / 4 * 3, 1)))
        guard isAdmitted else {
            self.logger.warning("connection refused: too many connections", metadata: ["client": "\(peer.address)"])
            return channel.close()
        }
        let id = ObjectIdentifier(channel)
        self.connections.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { _ in
            self.counter.leave(peer.address)
            self.connections.withLock { _ = $0.removeValue(forKey: id) }
        }
        return channel.eventLoop.makeCompletedFuture {
            if transport == .netBIOS {
                try channel.pipeline.syncOperations.addHandler(NetBIOSHandler(peer: peer.address, logger: self.logger))
            }
            try channel.pipeline.syncOperations.addHandler(
                ConnectionHandler(
                    channel: channel, peer: peer, listenerName: listenerName, transport: transport, state: self.state,
                    credentials: self.credentials, pool: self.pool, tickets: self.tickets, logger: self.logger))
        }
    }

    package var connectionCount: Int { self.connections.withLock { $0.count } }

    /// Stops listening, lets requests in progress end, and closes every connection; those that take longer than `grace` are cut off.
    package func shutDown(grace: TimeAmount = .seconds(5)) async {
        let listeners = self.listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
        for listener in listeners { try? await listener.close().get() }
        let open = self.connections.withLock { Array($0.values) }
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(DrainRequest(grace: grace)) }
        for channel in open { try? await channel.closeFuture.get() }
        await self.tickets.shutDown()
        try? await self.pool.shutdownGracefully()
        try? await self.group.shutdownGracefully()
    }
}

/// Asks a connection to close as soon as nothing is in progress on it.
struct DrainRequest: Sendable {
    let grace: TimeAmount
}
