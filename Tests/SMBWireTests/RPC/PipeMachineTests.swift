// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("Pipe machine") struct PipeMachineTests {
    private static let service = ServerService(
        serverName: "FILES", shares: [.init(name: "disk"), .init(name: "IPC$", kind: .ipc.special, comment: "IPC")])

    private static func large(_ count: Int) -> ServerService {
        ServerService(serverName: "FILES", shares: (0..<count).map { .init(name: "share\($0)", comment: "the share number \($0)") })
    }

    private static func fragment(_ kind: RPC.Fragment.Kind, _ flags: RPC.Fragment.Flags, operation: UInt16 = 15, stub: Int) -> ByteBuffer {
        var writer = WireWriter()
        RPC.Request(contextID: 0, operation: operation, stub: ByteBuffer(repeating: 0, count: stub)).encode(into: &writer)
        return RPC.Fragment(kind: kind, flags: flags, callID: 9, body: writer.buffer).encoded
    }

    private static func decode(_ bytes: ByteBuffer) throws -> RPC.Fragment {
        var reader = WireReader(bytes)
        return try RPC.Fragment(decoding: &reader)
    }

    private static func bound() throws -> PipeMachine {
        var pipe = PipeMachine()
        try pipe.write(ByteBuffer(hex: GoldenRPC.bind), to: Self.service)
        _ = pipe.read(maximumLength: .max)
        return pipe
    }

    private static func message(_ result: PipeMachine.ReadResult) throws -> RPC.Fragment {
        guard case .whole(let bytes) = result else {
            Issue.record("no whole message: \(result)")
            throw WireError(.overrun, field: "message", offset: 0)
        }
        return try Self.decode(bytes)
    }

    @Test func acceptsTheBindOfSmbclient() throws {
        var pipe = PipeMachine()
        #expect(pipe.read(maximumLength: 1024) == .empty)
        try pipe.write(ByteBuffer(hex: GoldenRPC.bind), to: Self.service)
        let fragment = try Self.message(pipe.read(maximumLength: 1024))
        #expect(fragment.kind == .bindAck)
        #expect(fragment.callID == 1)
        var reader = WireReader(fragment.body)
        let acknowledgment = try RPC.BindAck(decoding: &reader)
        #expect(acknowledgment.outcomes == [.accepted(.ndr)])
        #expect(acknowledgment.secondaryAddress == #"\pipe\srvsvc"#)
        #expect(acknowledgment.maximumTransmitFragment == 4280)
    }

    @Test("shares are listed for each client's way to ask", arguments: [GoldenRPC.shareEnum, GoldenRPC.shareEnumOfLibsmb2])
    func listsShares(_ request: String) throws {
        var pipe = try Self.bound()
        try pipe.write(ByteBuffer(hex: request), to: Self.service)
        let fragment = try Self.message(pipe.read(maximumLength: 4280))
        #expect(fragment.kind == .response)
        #expect(fragment.flags == .whole)
        #expect(pipe.read(maximumLength: 1) == .empty)
    }

    @Test func bytesMayComeOneAtATime() throws {
        var pipe = PipeMachine()
        for byte in ByteBuffer(hex: GoldenRPC.bind + GoldenRPC.shareEnum).readableBytesView {
            try pipe.write(ByteBuffer(bytes: [byte]), to: Self.service)
        }
        #expect(try Self.message(pipe.read(maximumLength: 4280)).kind == .bindAck)
        #expect(try Self.message(pipe.read(maximumLength: 4280)).kind == .response)
    }

    @Test func aShortReadLeavesTheRestOfTheMessage() throws {
        var pipe = PipeMachine()
        try pipe.write(ByteBuffer(hex: GoldenRPC.bind), to: Self.service)
        guard case .part(var bytes) = pipe.read(maximumLength: 16) else { throw WireError(.overrun, field: "part", offset: 0) }
        #expect(bytes.readableBytes == 16)
        guard case .whole(let rest) = pipe.read(maximumLength: 1024) else { throw WireError(.overrun, field: "rest", offset: 0) }
        bytes.writeImmutableBuffer(rest)
        #expect(try Self.decode(bytes).kind == .bindAck)
        let left = pipe.readableByteCount
        #expect(left == 0)
    }

    @Test func aLongAnswerComesInFragments() throws {
        var pipe = try Self.bound()
        try pipe.write(ByteBuffer(hex: GoldenRPC.shareEnum), to: Self.large(500))
        var fragments: [RPC.Fragment] = []
        while case .whole(let bytes) = pipe.read(maximumLength: 4280) {
            #expect(bytes.readableBytes <= 4280)
            fragments.append(try Self.decode(bytes))
        }
        #expect(fragments.count > 5)
        #expect(fragments.first?.flags == .first)
        #expect(fragments.last?.flags == .last)
        #expect(fragments.dropFirst().dropLast().allSatisfy { $0.flags == [] })
        let left = pipe.readableByteCount
        #expect(left == 0)
    }

    @Test func contextsAreJudgedOneByOne() throws {
        let ndr64 = RPC.SyntaxID(uuid: try #require(GUID("71710533-beba-4937-8319-b5dbef9ccc36")), version: 1)
        let features = RPC.SyntaxID(uuid: try #require(GUID("6cb71c2c-9812-4540-0300-000000000000")), version: 1)
        let other = RPC.SyntaxID(uuid: try #require(GUID("12345778-1234-abcd-ef00-0123456789ab")), version: 0)
        var writer = WireWriter()
        RPC.Bind(
            maximumTransmitFragment: 5840, maximumReceiveFragment: 5840,
            contexts: [
                .init(contextID: 0, abstractSyntax: .serverService, transferSyntaxes: [.ndr]),
                .init(contextID: 1, abstractSyntax: .serverService, transferSyntaxes: [ndr64]),
                .init(contextID: 2, abstractSyntax: .serverService, transferSyntaxes: [features]),
                .init(contextID: 3, abstractSyntax: other, transferSyntaxes: [.ndr]),
            ]
        ).encode(into: &writer)
        var pipe = PipeMachine()
        try pipe.write(RPC.Fragment(kind: .bind, callID: 1, body: writer.buffer).encoded, to: Self.service)
        let fragment = try Self.message(pipe.read(maximumLength: 4280))
        var reader = WireReader(fragment.body)
        #expect(
            try RPC.BindAck(decoding: &reader).outcomes == [
                .accepted(.ndr), .transferSyntaxesNotSupported, .features(0), .abstractSyntaxNotSupported,
            ])
    }

    @Test("calls that cannot be made are faults", arguments: [(UInt16(99), RPC.Fault.Status.operationRangeError), (15, .badStubData)])
    func faults(_ operation: UInt16, _ status: RPC.Fault.Status) throws {
        var pipe = try Self.bound()
        try pipe.write(Self.fragment(.request, .whole, operation: operation, stub: 3), to: Self.service)
        let fragment = try Self.message(pipe.read(maximumLength: 4280))
        #expect(fragment.kind == .fault)
        var reader = WireReader(fragment.body)
        #expect(try RPC.Fault(decoding: &reader).status == status)
    }

    @Test func anAuthenticatedBindIsRefusedPolitely() throws {
        var bind = ByteBuffer(hex: GoldenRPC.bind)
        bind.setInteger(UInt16(16), at: 10, endianness: .little)
        var pipe = PipeMachine()
        try pipe.write(bind, to: Self.service)
        #expect(try Self.message(pipe.read(maximumLength: 4280)).kind == .bindNak)
    }

    @Test func aCallBeforeTheBindBreaksThePipe() {
        #expect(throws: WireError.self) {
            var pipe = PipeMachine()
            try pipe.write(ByteBuffer(hex: GoldenRPC.shareEnum), to: Self.service)
        }
    }

    @Test func endlessFragmentsAreRefused() throws {
        #expect(throws: WireError(.limit, field: "stub", offset: 0)) {
            var pipe = try Self.bound()
            try pipe.write(Self.fragment(.request, .first, stub: 4000), to: Self.service)
            for _ in 0..<100 { try pipe.write(Self.fragment(.request, [], stub: 4000), to: Self.service) }
        }
        #expect(throws: WireError.self) {
            var pipe = try Self.bound()
            try pipe.write(Self.fragment(.request, .first, stub: 0), to: Self.service)
        }
    }

    @Test func anOverlongFragmentIsRefusedBeforeItIsHeld() {
        #expect(throws: WireError(.limit, field: "frag_length", offset: 0)) {
            var pipe = PipeMachine()
            try pipe.write(ByteBuffer(hex: "05000b0310000000ffff000001000000"), to: Self.service)
        }
    }

    @Test func answersThatNobodyReadsHaveALimit() throws {
        #expect(throws: WireError(.limit, field: "unread", offset: 0)) {
            var pipe = try Self.bound()
            let service = Self.large(100)
            for _ in 0..<100 { try pipe.write(ByteBuffer(hex: GoldenRPC.shareEnum), to: service) }
        }
    }

    @Test func aBrokenPipeStaysBroken() throws {
        var pipe = PipeMachine()
        try? pipe.write(ByteBuffer(hex: GoldenRPC.shareEnum), to: Self.service)
        var refusals = 0
        do { try pipe.write(ByteBuffer(hex: GoldenRPC.bind), to: Self.service) } catch { refusals += 1 }
        #expect(refusals == 1)
        #expect(pipe.read(maximumLength: 1) == .empty)
    }

    @Test func damagedConversationsNeverTrap() {
        let golden = GoldenValue("conversation", GoldenRPC.bind + GoldenRPC.shareEnum + GoldenRPC.shareEnumOfLibsmb2) { $0 }
        for damaged in golden.damaged(3000) {
            var pipe = PipeMachine()
            try? pipe.write(damaged, to: Self.service)
            while case .whole = pipe.read(maximumLength: 4280) {}
        }
    }
}
