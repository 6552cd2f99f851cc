// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOCore
import SMBWire

/// Stands before a connection's own handler where the listener is one of NetBIOS sessions, and lets the messages through.
final class NetBIOSHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var session = NetBIOSSession()
    private let peer: String
    private let logger: Logger

    init(peer: String, logger: Logger) {
        self.peer = peer
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for action in self.session.receive(self.unwrapInboundIn(data)) {
            switch action {
            case .deliver(let bytes):
                context.fireChannelRead(self.wrapInboundOut(bytes))
            case .send(let bytes):
                context.writeAndFlush(self.wrapOutboundOut(bytes), promise: nil)
            case .established(let calling):
                context.fireUserInboundEventTriggered(CallingName(text: calling.text))
            case .close(let reason):
                self.logger.info("connection closed: no NetBIOS session", metadata: ["client": "\(self.peer)", "reason": "\(reason)"])
                context.close(promise: nil)
            }
        }
    }
}

/// What the client of a NetBIOS session is called, as it says.
struct CallingName: Sendable {
    let text: String
}
