// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation
import GRDB
import Glibc
import SMBAudit
import SMBWire
import Support
import Testing

/// The audit is late, or loses and says so; sessions notice nothing.
@Suite("The audit's outages") struct OutageTests {
    private static let audits = ["--set", "AuditClientSpnSupport=1", "--set", "InvalidAuthenticationDelayTimeInMs=0"]

    private func logOn(_ number: Int, _ server: ServeProgram) throws {
        let client = try server.client(.user(workstation: "W\(number)"))
        try client.negotiate()
        try client.logOn()
    }

    private func reader(_ state: String) throws -> AuditReader { try AuditReader(in: try StateDirectory(preparing: state)) }

    @Test("an event can be seen a quarter of a second after the answer") func eventsAreVisibleSoon() throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, Self.audits)
        let reader = try self.reader(folder.statePath)
        var delays: [Duration] = []
        for number in 1...20 {
            try self.logOn(number, server)
            let answered = ContinuousClock.now
            #expect(try eventually { try reader.lastRecord() == UInt64(number) })
            delays.append(ContinuousClock.now - answered)
        }
        let worst = try #require(delays.max())
        print("an event was visible after \(delays.sorted()[10].milliseconds) ms, at worst \(worst.milliseconds) ms")
        // 250 ms is promised, on a machine that is not busy with the other tests.
        #expect(worst < .seconds(2))
        #expect(delays.sorted()[10] < .milliseconds(500))
    }

    @Test("while another process holds the database, sessions go on, and the audit catches up") func lockedDatabase() throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, Self.audits)
        try self.logOn(0, server)
        let reader = try self.reader(folder.statePath)
        #expect(try eventually { try reader.lastRecord() == 1 })
        let other = try DatabaseQueue(path: try folder.state().auditDatabase)
        let client = try server.connectedClient()
        try other.inTransaction(.exclusive) { database in
            for number in 1...20 { try self.logOn(number, server) }
            #expect(eventually { server.program.errors.contains("the audit cannot be stored and waits in memory") })
            // The longest that a request took while nothing could be stored.
            var longest = Duration.zero
            for _ in 0..<200 {
                longest = max(longest, try ContinuousClock().measure { try client.echo() })
            }
            print("the longest ECHO while the audit was locked: \(longest.milliseconds) ms")
            #expect(longest < .seconds(1))
            return .commit
        }
        #expect(try eventually(within: .seconds(15)) { try reader.lastRecord() == 22 })
        #expect(eventually { server.program.errors.contains("the audit is stored again") })
        let stations = try reader.events().map(\.workstation)
        #expect(Set(stations).count == 22)
        #expect(try server.terminate() == .exit(0))
    }

    @Test("a server that ends while the database is held ends all the same") func endsWhileLocked() throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, Self.audits)
        let other = try DatabaseQueue(path: try folder.state().auditDatabase)
        try other.inTransaction(.exclusive) { _ in
            try self.logOn(1, server)
            #expect(try server.terminate() == .exit(0))
            return .commit
        }
        #expect(server.program.errors.contains("the audit cannot be stored"))
    }

    @Test(
        "when the disk is full, sessions go on, and what waits is stored when there is room",
        .enabled(if: TinyDisk.isAvailable, "needs root, to mount a tmpfs"))
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        let disk = try TinyDisk(at: folder.path + "/disk", kilobytes: 512)
        defer { withExtendedLifetime(disk) {} }
        let state = disk.path + "/state"
        try Signet.succeed(["user", "add", "alice", "--password-stdin"], state: state, input: "Passw0rd!\n")
        try Signet.succeed(["share", "add", "data", folder.share], state: state)
        let server = try ServeProgram(state: state, Self.audits)
        try self.logOn(0, server)
        let reader = try self.reader(state)
        #expect(try eventually { try reader.lastRecord() == 1 })
        try disk.fill()
        for number in 1...300 { try self.logOn(number, server) }
        #expect(eventually { server.program.errors.contains("the audit cannot be stored and waits in memory") })
        let client = try server.connectedClient()
        try client.close(try client.open("still-works.txt"))
        try disk.grow(toKilobytes: 8192)
        #expect(try eventually(within: .seconds(20)) { try reader.lastRecord() == 302 })
        #expect(try server.terminate() == .exit(0))
        #expect(Set(try reader.events().map(\.workstation)).count == 302)
        let database = try DatabaseQueue(path: state + "/audit.db")
        #expect(try database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    }

    @Test("a flood of failed logons is counted, and takes no room") func floodOfFailures() throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, Self.audits)
        let reader = try self.reader(folder.statePath)
        func flood(_ count: Int) throws {
            for number in 0..<count {
                let client = try server.client(.user("stranger-\(number)", password: "wrong", workstation: "W\(number)"))
                try client.negotiate()
                #expect(throws: NTStatus.logonFailure) { try client.logOn() }
            }
        }
        func failures() throws -> UInt64 {
            try reader.attempts().filter { $0.kind == .logonFailed }.reduce(0) { $0 + $1.count }
        }
        try flood(100)
        #expect(try eventually { try failures() == 100 })
        let before = try Self.pages(folder.statePath)
        try flood(900)
        #expect(try eventually { try failures() == 1000 })
        #expect(try Self.pages(folder.statePath) - before <= 2)
        #expect(try reader.attempts().count == 1)
    }

    private static func pages(_ state: String) throws -> Int {
        try DatabaseQueue(path: state + "/audit.db").read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    }
}

/// A filesystem of its own that is soon full.
final class TinyDisk {
    let path: String

    static let isAvailable: Bool = {
        guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
        return (try? TinyDisk(at: folder.path + "/probe", kilobytes: 64)) != nil
    }()

    init(at path: String, kilobytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { throw Self.failure("mount") }
    }

    deinit { unsafe umount2(self.path, CInt(MNT_DETACH)) }

    /// Takes all the room that is left.
    func fill() throws {
        let file = unsafe open(self.path + "/filler", O_WRONLY | O_CREAT, 0o600)
        guard file >= 0 else { throw Self.failure("open") }
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4096)
        while unsafe write(file, block, block.count) > 0 {}
    }

    func grow(toKilobytes size: Int) throws {
        guard unsafe mount("tmpfs", self.path, "tmpfs", UInt(MS_REMOUNT), "size=\(size)k") == 0 else { throw Self.failure("remount") }
    }

    private static func failure(_ call: String) -> Program.Failure {
        Program.Failure(description: "\(call): \(unsafe String(cString: strerror(errno)))")
    }
}
