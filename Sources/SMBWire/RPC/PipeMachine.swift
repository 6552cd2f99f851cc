// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// One open of the pipe `srvsvc`: what is written goes in, what can be read comes out. [MS-RPCE] 3.3.1
package struct PipeMachine: ~Copyable {
    /// What we announce, and what every fragment that we send keeps to.
    package static let maximumFragment = 4280
    /// "MustRecvFragSize": what everyone must be able to receive. C706 12.6.3.1
    private static let leastFragment = 1432
    /// Some clients exceed what was agreed, by habit.
    private static let maximumReceivedFragment = 5840
    private static let maximumRequest = 64 * 1024
    private static let maximumContexts = 16
    /// With so much unread nothing more is answered.
    private static let maximumUnread = 64 * 1024

    private enum Phase {
        case unbound
        case bound(responseFragment: Int)
        /// A call whose last fragment has not come.
        case calling(Call, responseFragment: Int)
        case broken
    }

    private struct Call {
        var callID: UInt32
        var contextID: UInt16
        var operation: UInt16
    }

    package enum ReadResult: Hashable, Sendable {
        /// Nothing to read until something is written.
        case empty
        /// A message, or its end.
        case whole(ByteBuffer)
        /// More of the message follows: STATUS_BUFFER_OVERFLOW.
        case part(ByteBuffer)
    }

    private var phase = Phase.unbound
    private var written = ByteBuffer()
    private var stub = ByteBuffer()
    private var contexts: Set<UInt16> = []
    /// Fragments to be read: one message each.
    private var unread: [ByteBuffer] = []
    private var unreadByteCount = 0

    package init() {}

    package var hasUnread: Bool { !self.unread.isEmpty }
    /// For FilePipeLocalInformation and for PEEK.
    package var readableByteCount: Int { self.unreadByteCount }

    /// Takes what a client wrote; a message may come in pieces, or several at once. After an error the pipe is broken.
    package mutating func write(_ bytes: ByteBuffer, to service: ServerService) throws(WireError) {
        do throws(WireError) {
            self.written.writeImmutableBuffer(bytes)
            while let fragment = try self.nextFragment() { try self.receive(fragment, service) }
            // What is left of an unfinished fragment is kept, not the room that a large write took.
            self.written = self.written.readableBytes == 0 ? ByteBuffer() : ByteBuffer(bytes: self.written.readableBytesView)
        } catch {
            self.phase = .broken
            self.written = ByteBuffer()
            self.stub = ByteBuffer()
            throw error
        }
    }

    /// Reads in message mode: never beyond the end of a message.
    package mutating func read(maximumLength: Int) -> ReadResult {
        guard let message = self.unread.first else { return .empty }
        let count = min(max(maximumLength, 0), message.readableBytes)
        self.unreadByteCount -= count
        if count == message.readableBytes {
            self.unread.removeFirst()
            return .whole(message)
        }
        var rest = message
        let part = rest.readSlice(length: count) ?? ByteBuffer()
        self.unread[0] = rest
        return .part(part)
    }

    private mutating func nextFragment() throws(WireError) -> RPC.Fragment? {
        guard let length = try RPC.Fragment.announcedLength(self.written) else { return nil }
        guard length <= Self.maximumReceivedFragment else { throw Self.limit("frag_length") }
        guard let bytes = self.written.readSlice(length: length) else { return nil }
        var reader = WireReader(bytes)
        return try RPC.Fragment(decoding: &reader)
    }

    private static func limit(_ field: String) -> WireError { WireError(.limit, field: field, offset: 0) }
    private static func violation(_ field: String) -> WireError { WireError(.value, field: field, offset: 0) }
}

extension PipeMachine {
    private mutating func receive(_ fragment: RPC.Fragment, _ service: ServerService) throws(WireError) {
        guard self.unreadByteCount <= Self.maximumUnread else { throw Self.limit("unread") }
        switch self.phase {
        case .broken:
            throw Self.violation("PTYPE")
        case .unbound:
            guard fragment.kind == .bind else { throw Self.violation("PTYPE") }
            try self.bind(fragment)
        case .bound(let responseFragment):
            switch fragment.kind {
            case .alterContext: try self.alterContext(fragment, responseFragment)
            case .request: try self.begin(fragment, responseFragment, service)
            case .orphaned: break  // The client gave up a call that is long answered.
            default: throw Self.violation("PTYPE")
            }
        case .calling(let call, let responseFragment):
            if fragment.kind == .orphaned { return self.abandon(responseFragment) }
            guard fragment.kind == .request else { throw Self.violation("PTYPE") }
            try self.proceed(call, fragment, responseFragment, service)
        }
    }

    private mutating func send(_ kind: RPC.Fragment.Kind, _ callID: UInt32, _ body: ByteBuffer, _ flags: RPC.Fragment.Flags = .whole) {
        let message = RPC.Fragment(kind: kind, flags: flags, callID: callID, body: body).encoded
        self.unread.append(message)
        self.unreadByteCount += message.readableBytes
    }
}

// MARK: - Binding

extension PipeMachine {
    private mutating func bind(_ fragment: RPC.Fragment) throws(WireError) {
        guard !fragment.isAuthenticated else {
            // The SMB session has said who the caller is; a second authentication inside the pipe is not offered.
            var writer = WireWriter()
            RPC.BindNak.authenticationTypeNotRecognized.encode(into: &writer)
            return self.send(.bindNak, fragment.callID, writer.buffer)
        }
        let bind = try Self.decodeBind(fragment)
        let size = min(max(Int(bind.maximumReceiveFragment), Self.leastFragment), Self.maximumFragment)
        self.phase = .bound(responseFragment: size)
        try self.acknowledge(bind, fragment, as: .bindAck, size)
    }

    private mutating func alterContext(_ fragment: RPC.Fragment, _ responseFragment: Int) throws(WireError) {
        guard !fragment.isAuthenticated else { return self.fault(.accessDenied, 0, fragment.callID) }
        try self.acknowledge(try Self.decodeBind(fragment), fragment, as: .alterContextResponse, responseFragment)
    }

    private static func decodeBind(_ fragment: RPC.Fragment) throws(WireError) -> RPC.Bind {
        var reader = WireReader(fragment.body)
        return try RPC.Bind(decoding: &reader)
    }

    private mutating func acknowledge(
        _ bind: RPC.Bind, _ fragment: RPC.Fragment, as kind: RPC.Fragment.Kind, _ responseFragment: Int
    ) throws(WireError) {
        var outcomes: [RPC.BindAck.Outcome] = []
        for context in bind.contexts {
            let outcome = Self.outcome(context)
            if case .accepted = outcome { self.contexts.insert(context.contextID) }
            outcomes.append(outcome)
        }
        guard self.contexts.count <= Self.maximumContexts else { throw Self.limit("n_context_elem") }
        var writer = WireWriter()
        let acknowledgment = RPC.BindAck(
            maximumTransmitFragment: UInt16(clamping: responseFragment), maximumReceiveFragment: UInt16(clamping: Self.maximumFragment),
            associationGroup: bind.associationGroup == 0 ? 1 : bind.associationGroup,
            secondaryAddress: kind == .bindAck ? #"\pipe\srvsvc"# : "", outcomes: outcomes)
        acknowledgment.encode(into: &writer)
        self.send(kind, fragment.callID, writer.buffer)
    }

    private static func outcome(_ context: RPC.Bind.Context) -> RPC.BindAck.Outcome {
        if context.transferSyntaxes.contains(where: \.isFeatureNegotiation) { return .features(0) }
        guard context.abstractSyntax == .serverService else { return .abstractSyntaxNotSupported }
        guard context.transferSyntaxes.contains(.ndr) else { return .transferSyntaxesNotSupported }
        return .accepted(.ndr)
    }
}

// MARK: - Calls

extension PipeMachine {
    private mutating func begin(_ fragment: RPC.Fragment, _ responseFragment: Int, _ service: ServerService) throws(WireError) {
        guard fragment.flags.contains(.first) else { throw Self.violation("pfc_flags") }
        let request = try Self.decodeRequest(fragment)
        let call = Call(callID: fragment.callID, contextID: request.contextID, operation: request.operation)
        self.stub = ByteBuffer()
        try self.gather(call, fragment, request, responseFragment, service)
    }

    private mutating func proceed(
        _ call: Call, _ fragment: RPC.Fragment, _ responseFragment: Int, _ service: ServerService
    ) throws(WireError) {
        guard fragment.callID == call.callID, !fragment.flags.contains(.first) else { throw Self.violation("call_id") }
        try self.gather(call, fragment, try Self.decodeRequest(fragment), responseFragment, service)
    }

    private static func decodeRequest(_ fragment: RPC.Fragment) throws(WireError) -> RPC.Request {
        guard !fragment.isAuthenticated else { throw Self.violation("auth_length") }
        var reader = WireReader(fragment.body)
        return try RPC.Request(decoding: &reader, hasObject: fragment.flags.contains(.objectUUID))
    }

    private mutating func gather(
        _ call: Call, _ fragment: RPC.Fragment, _ request: RPC.Request, _ responseFragment: Int, _ service: ServerService
    ) throws(WireError) {
        guard self.stub.readableBytes + request.stub.readableBytes <= Self.maximumRequest else { throw Self.limit("stub") }
        self.stub.writeImmutableBuffer(request.stub)
        guard fragment.flags.contains(.last) else {
            // A fragment that brings nothing would let a call go on for ever.
            guard request.stub.readableBytes > 0 else { throw Self.violation("stub") }
            self.phase = .calling(call, responseFragment: responseFragment)
            return
        }
        let stub = self.stub
        self.abandon(responseFragment)
        guard self.contexts.contains(call.contextID) else { return self.fault(.unknownInterface, call.contextID, call.callID) }
        switch service.answer(call.operation, stub: stub) {
        case .fault(let status): self.fault(status, call.contextID, call.callID)
        case .results(let results): self.respond(results, call, responseFragment)
        }
    }

    private mutating func abandon(_ responseFragment: Int) {
        self.stub = ByteBuffer()
        self.phase = .bound(responseFragment: responseFragment)
    }

    private mutating func fault(_ status: RPC.Fault.Status, _ contextID: UInt16, _ callID: UInt32) {
        var writer = WireWriter()
        RPC.Fault(contextID: contextID, status: status).encode(into: &writer)
        self.send(.fault, callID, writer.buffer)
    }

    private mutating func respond(_ results: ByteBuffer, _ call: Call, _ responseFragment: Int) {
        // Every piece but the last is a multiple of eight, so that alignment goes on across fragments. C706 12.6.4.10
        let capacity = (responseFragment - RPC.Response.headerSize) & ~7
        var results = results
        var flags: RPC.Fragment.Flags = .first
        repeat {
            let hint = UInt32(clamping: results.readableBytes)
            let piece = results.readSlice(length: min(capacity, results.readableBytes)) ?? ByteBuffer()
            if results.readableBytes == 0 { flags.insert(.last) }
            var writer = WireWriter()
            RPC.Response(allocationHint: hint, contextID: call.contextID, stub: piece).encode(into: &writer)
            self.send(.response, call.callID, writer.buffer, flags)
            flags = []
        } while results.readableBytes > 0
    }
}
