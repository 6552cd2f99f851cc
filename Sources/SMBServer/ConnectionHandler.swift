// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOCore
import NIOPosix
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire

/// The shell around one `ConnectionMachine`: bytes to frames, actions to sockets and timers. It knows nothing of SMB.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// Answers at least this large are sent at once, so that the socket works while the next is prepared.
    private static let promptFlush = 64 << 10

    private let machine: ConnectionMachine
    private let mailbox: ChannelMailbox
    private let credentials: any CredentialSource
    private let pool: NIOThreadPool
    private let tickets: TicketQueue
    private let logger: Logger
    private let peer: Peer
    private let logonLimit: TimeAmount
    private var splitter = FrameSplitter()
    private var logonDeadline: Scheduled<Void>?
    /// Limits on what this connection waits for.
    private var timers: [Token: Scheduled<Void>] = [:]
    /// Work and pauses that this connection waits for.
    private var inProgress = 0
    private var isDraining = false
    private var isClosing = false
    /// A read that was asked for while the client takes no answers.
    private var readIsHeld = false

    init(
        channel: any Channel, peer: Peer, listenerName: String?, transport: Transport, state: ServerState,
        credentials: any CredentialSource, pool: NIOThreadPool, tickets: TicketQueue, logger: Logger
    ) {
        self.mailbox = ChannelMailbox(channel: channel)
        self.machine = ConnectionMachine(server: state, mailbox: self.mailbox, peer: peer, listenerName: listenerName, transport: transport)
        self.peer = peer
        self.credentials = credentials
        self.pool = pool
        self.tickets = tickets
        self.logger = logger
        self.logonLimit = .seconds(Int64(state.settings.value.pendingClientTimeoutSeconds))
    }

    func channelActive(context: ChannelHandlerContext) {
        self.limitTimeWithoutUser(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.logonDeadline?.cancel()
        for timer in self.timers.values { timer.cancel() }
        self.timers = [:]
        self.machine.connectionClosed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.splitter.append(self.unwrapInboundIn(data))
        self.receiveFrames(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        self.receiveFrames(context)
        context.flush()
        self.readOn(context)
    }

    func read(context: ChannelHandlerContext) {
        if self.takesRequests(context) { context.read() } else { self.readIsHeld = true }
    }

    private func readOn(_ context: ChannelHandlerContext) {
        guard self.readIsHeld, self.takesRequests(context) else { return }
        self.readIsHeld = false
        context.read()
    }

    /// A client that does not take its answers, or has much in progress, gets no more of its requests read: what waits for it stays
    /// bounded.
    private func takesRequests(_ context: ChannelHandlerContext) -> Bool {
        !self.isClosing && !self.isDraining && context.channel.isWritable && !self.machine.isSaturated
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as ConnectionEvent:
            switch event {
            case .workCompleted, .kerberosAccepted, .delayElapsed: self.inProgress -= 1
            case .timerElapsed(let token): self.timers[token] = nil
            default: break
            }
            self.perform(self.machine.handle(event), context)
            self.receiveFrames(context)
            context.flush()
            self.readOn(context)
            self.closeIfDrained(context)
        case let drain as DrainRequest:
            self.isDraining = true
            self.machine.willEnd()
            context.eventLoop.assumeIsolated().scheduleTask(in: drain.grace) { context.close(promise: nil) }
            self.closeIfDrained(context)
        case let calling as CallingName:
            self.machine.callingName = calling.text
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.logger.debug("connection failed", metadata: ["client": "\(self.peer.address)", "error": "\(error)"])
        context.close(promise: nil)
    }

    // MARK: - Frames and actions

    private func receiveFrames(_ context: ChannelHandlerContext) {
        while self.takesRequests(context) {
            self.splitter.reservesAnnouncedLength = self.machine.hasSession
            do {
                guard let frame = try self.splitter.next(maximumLength: self.machine.maximumFrameLength) else { return }
                self.perform(self.machine.receive(consume frame), context)
            } catch {
                self.logger.info("connection closed: unreadable frame", metadata: ["client": "\(self.peer.address)", "error": "\(error)"])
                self.isClosing = true
                context.close(promise: nil)
            }
        }
    }

    private func perform(_ actions: [Action], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .send(let frame):
                context.write(self.wrapOutboundOut(frame), promise: nil)
                if frame.readableBytes >= Self.promptFlush { context.flush() }
            case .lookUp(let query, let token):
                self.perform(self.machine.handle(.credential(token, self.credentials.credential(for: query))), context)
            case .acceptKerberos(let request, let acceptor, let token):
                self.inProgress += 1
                self.submit(request, to: acceptor, token)
            case .delay(let milliseconds, let token):
                self.inProgress += 1
                let mailbox = self.mailbox
                context.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) { mailbox.post(.delayElapsed(token)) }
            case .startTimer(let milliseconds, let token):
                let mailbox = self.mailbox
                self.timers[token]?.cancel()
                self.timers[token] = context.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
                    mailbox.post(.timerElapsed(token))
                }
            case .stopTimer(let token):
                self.timers.removeValue(forKey: token)?.cancel()
            case .run(let work, let token):
                self.inProgress += 1
                self.submit(work, token)
            case .disconnect(let reason):
                self.disconnect(reason, context)
            }
        }
        self.limitTimeWithoutUser(context)
    }

    /// Runs until somebody logs on, and again from when the last user has gone.
    private func limitTimeWithoutUser(_ context: ChannelHandlerContext) {
        switch (self.machine.hasSession, self.logonDeadline) {
        case (true, let deadline?):
            deadline.cancel()
            self.logonDeadline = nil
        case (false, nil) where !self.isClosing:
            let mailbox = self.mailbox
            self.logonDeadline = context.eventLoop.scheduleTask(in: self.logonLimit) { mailbox.post(.logonTimedOut) }
        default:
            break
        }
    }

    private func submit(_ work: BlockingWork, _ token: Token) {
        let mailbox = self.mailbox
        self.pool.submit { state in
            // A pool that shuts down answers too, or the connection would wait for ever.
            guard case .active = state else { return mailbox.post(.workCompleted(token, .failure(.insufficientResources))) }
            let result: Result<WorkValue, NTStatus>
            do throws(NTStatus) {
                result = .success(try work.run())
            } catch {
                result = .failure(error)
            }
            mailbox.post(.workCompleted(token, result))
        }
    }

    private func submit(_ request: KerberosRequest, to acceptor: any KerberosAcceptor, _ token: Token) {
        let mailbox = self.mailbox
        self.tickets.submit(request, to: acceptor, from: self.peer, isWaiting: { mailbox.channel.isActive }) { result in
            mailbox.post(.kerberosAccepted(token, result))
        }
    }

    private func disconnect(_ reason: DisconnectReason, _ context: ChannelHandlerContext) {
        self.logger.info("connection closed", metadata: ["client": "\(self.peer.address)", "reason": "\(reason)"])
        self.isClosing = true
        context.flush()
        context.close(promise: nil)
    }

    private func closeIfDrained(_ context: ChannelHandlerContext) {
        guard self.isDraining, self.inProgress == 0 else { return }
        // Closing drops what the socket has not taken yet, so it waits for the last byte; `grace` bounds that.
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.value.writeAndFlush(self.wrapOutboundOut(ByteBuffer())).whenComplete { _ in context.value.close(promise: nil) }
    }
}

/// Delivers events on the connection's loop; after the channel has closed its pipeline is empty and nothing happens.
///
/// Never at once, even on the loop itself: a request can settle what another one of its own connection waits for, and is not done yet.
struct ChannelMailbox: Mailbox {
    let channel: any Channel

    func post(_ event: ConnectionEvent) {
        let pipeline = self.channel.pipeline
        self.channel.eventLoop.execute { pipeline.fireUserInboundEventTriggered(event) }
    }
}
