// SPDX-License-Identifier: Apache-2.0
import Dispatch
import NIOCore
import SMBServer
import SMBWire
import Support
import Synchronization
import Testing

@testable import SMBEngine

/// Sessions that begin, end, replace each other and break off on several loops at once, on the same few files: the class of
/// CVE-2023-32250, CVE-2023-32254, CVE-2025-37899. Nothing may crash, hang or stay behind.
@Suite("Churn") struct ChurnTests {
    @Test func leavesNothingBehind() async throws {
        try await LiveServer.serving(loops: 4) { live in
            let answered = Mutex(0)
            let sessions = SharedSessions()
            DispatchQueue.concurrentPerform(iterations: 4) { seed in
                let churner = Churner(live, sessions, seed: UInt64(seed))
                for _ in 0..<400 { churner.step() }
                answered.withLock { $0 += churner.answered }
            }
            // Most of what is asked has to be possible, or this tests nothing.
            #expect(answered.withLock { $0 } > 400)
            #expect(eventually { live.server.connectionCount == 0 })
            #expect(eventually { live.server.state.sessions.count == 0 })
            #expect(live.server.state.opens.count == 0)
            let client = try live.connectedClient()
            for name in Churner.names { try client.close(try client.open(name, share: [])) }
        }
    }
}

/// The numbers of sessions that some client of the test had.
private final class SharedSessions: Sendable {
    private let ids = Mutex<[UInt64]>([0])
    func add(_ id: UInt64) { self.ids.withLock { $0.append(id) } }
    func any(_ number: UInt64) -> UInt64 { self.ids.withLock { $0[Int(number % UInt64($0.count))] } }
}

/// One client that does this and that, as its seed has it.
private final class Churner {
    static let names = ["one.txt", "two.txt", "three.txt"]

    private let live: LiveServer
    private let sessions: SharedSessions
    private var random: SplitMix64
    private var client: TestClient?
    private var files: [SMB2.FileID] = []
    private(set) var answered = 0

    init(_ live: LiveServer, _ sessions: SharedSessions, seed: UInt64) {
        self.live = live
        self.sessions = sessions
        self.random = SplitMix64(state: seed)
    }

    /// A refusal is an answer; what is no answer ends the connection.
    func step() {
        do {
            if let client = self.client { try self.act(client) } else { try self.connect() }
            self.answered += 1
        } catch is NTStatus {
            self.answered += 1
        } catch {
            self.leave()
        }
    }

    private func connect() throws {
        var options = TestClient.Options()
        options.previousSessionID = self.sessions.any(self.random.next())
        let client = try self.live.connectedClient(options)
        self.sessions.add(client.sessionID)
        self.client = client
    }

    private func leave() {
        self.client = nil
        self.files = []
    }

    private func act(_ client: TestClient) throws {
        let name = Self.names[self.number(below: Self.names.count)]
        switch self.number(below: 20) {
        case 0: self.leave()
        case 1:
            self.files = []
            try client.logOff()
            try client.logOn()
            try client.treeConnect("data")
        case 2: _ = self.live.server.state.sessions.end(self.sessions.any(self.random.next()), .closedByAdministrator)
        case 3:
            let folder = try client.open("", [.readData, .readAttributes], .open, options: .directoryFile)
            _ = try client.begin(.changeNotify) {
                SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 3).encode(into: &$0, base: $1)
            }
            self.leave()
        case 4: try client.logOn()
        case 5...9:
            let sharing: [ShareAccess] = [.all, .all, .read, []]
            let file = try client.open(
                name, share: sharing[self.number(below: 4)], self.number(below: 2) == 0 ? .openIf : .overwriteIf,
                options: self.number(below: 8) == 0 ? .deleteOnClose : [])
            self.files.append(file)
        case 10...12: if let file = self.files.popLast() { try client.close(file) }
        default: if let file = self.files.randomElement(using: &self.random) { try self.use(file, client) }
        }
    }

    private func use(_ file: SMB2.FileID, _ client: TestClient) throws {
        switch self.number(below: 6) {
        case 0: try client.setDisposition(file, deletes: self.number(below: 2) == 0)
        case 1: try client.lock(file, [.init(offset: 0, length: 4, flags: [.exclusive, .failImmediately])])
        case 2: try client.lock(file, [.init(offset: 0, length: 4, flags: .unlock)])
        case 3: try client.rename(file, to: Self.names[self.number(below: 3)], replacing: true)
        case 4: try client.write(file, "some bytes")
        default: _ = try client.read(file, 16)
        }
    }

    private func number(below limit: Int) -> Int { Int(self.random.next() % UInt64(limit)) }
}
