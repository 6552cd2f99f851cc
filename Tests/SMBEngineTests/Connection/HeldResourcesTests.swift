// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("What one client can make the server hold") struct HeldResourcesTests {
    private let store = InMemoryStore()
    private let server: TestServer

    init() { self.server = TestServer(store: self.store) }

    /// Every answer brings more credits than its request took.
    private func earnCredits(_ client: TestClient, _ count: Int) throws {
        for _ in 0...count / 63 { _ = try client.request(.echo) { SMB2.EchoRequest().encode(into: &$0, base: $1) } }
    }

    @Test("CVE-2024-26936: answers that don't fit one frame are refused, not cut")
    func answersFitAFrame() throws {
        try self.store.put("large", String(repeating: "x", count: 8 << 20))
        let client = try self.server.connectedClient()
        let file = try client.open("large", .genericRead, .open)
        try self.earnCredits(client, 512)
        let reads = (0..<3).map { _ in
            client.encode(.read, creditCharge: 128) {
                SMB2.ReadRequest(length: 8 << 20, offset: 0, file: file).encode(into: &$0, base: $1)
            }
        }
        let reply = try client.exchange(client.compound(reads))
        #expect(reply.bytes.readableBytes < SessionFrame.maximumLength)
        #expect(try TestClient.elements(of: reply).map(\.status) == [.success, .insufficientResources, .insufficientResources])
    }

    @Test("CVE-2024-50285: requests that wait are bounded, though each gives its credits back")
    func waitingRequests() throws {
        let client = try self.server.connectedClient()
        let folder = try client.open("", .genericRead, .open, options: .directoryFile)
        let statuses = try (0...ConnectionLimits.waitingRequests).map { _ in
            try client.begin(.changeNotify) {
                SMB2.ChangeNotifyRequest(outputBufferLength: 1024, file: folder, completionFilter: 1).encode(into: &$0, base: $1)
            }.status
        }
        #expect(statuses.dropLast().allSatisfy { $0 == .pending })
        #expect(statuses.last == .insufficientResources)
    }

    @Test func aConnectionWithManyReadsAtThePoolIsSaturated() {
        var load = PoolLoad()
        let chain = RequestChain(ByteBuffer())
        let read = ElementInProgress(
            header: SMB2.Header(creditCharge: 128, command: .read, messageID: 1), bytes: ByteBuffer(), base: 0)
        for _ in 0..<7 { load.begin(read.load(in: chain)) }
        #expect(!load.isFull)
        load.begin(read.load(in: chain))
        #expect(load.isFull)
        load.end(read.load(in: chain))
        #expect(!load.isFull)
    }

    @Test func pipesAreBounded() throws {
        let client = try self.server.connectedClient(to: "IPC$")
        for _ in 0..<ConnectionLimits.pipesPerSession { _ = try client.open("srvsvc", .genericRead, .open) }
        #expect(throws: NTStatus.pipeNotAvailable) { try client.open("srvsvc", .genericRead, .open) }
    }

    @Test func opensOfAllClientsTogetherAreBounded() throws {
        try self.store.put("file")
        self.server.state.opens.limit(to: 2)
        let (one, other) = (try self.server.connectedClient(), try self.server.connectedClient())
        let file = try one.open("file")
        _ = try other.open("file")
        #expect(throws: NTStatus.tooManyOpenedFiles) { try other.open("file") }
        try one.close(file)
        #expect(throws: Never.self) { try other.open("file") }
    }

    @Test func aRefusedOpenTakesNoPlace() throws {
        try self.store.put("file")
        self.server.state.opens.limit(to: 2)
        let client = try self.server.connectedClient()
        _ = try client.open("file", share: [])
        for _ in 0..<3 {
            #expect(throws: NTStatus.sharingViolation) { try client.open("file") }
        }
        #expect(throws: Never.self) { try client.open("other") }
    }
}
