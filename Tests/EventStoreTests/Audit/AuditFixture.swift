// SPDX-License-Identifier: Apache-2.0
import GRDB
import SMBWire
import Synchronization
@testable import EventStore

/// A writer on a state of its own, with a clock that the test moves and an ear for trouble.
final class AuditFixture: Sendable {
    let state: TemporaryState
    let writer: AuditWriter
    private let time: ManualTime
    private let heard: Heard

    init(limits: AuditLimits = AuditLimits()) throws {
        let state = try TemporaryState()
        let time = ManualTime()
        let heard = Heard()
        self.state = state
        self.time = time
        self.heard = heard
        self.writer = try AuditWriter(
            in: state.directory, computer: "files.example", limits: limits, clock: { time.now }, report: { heard.add($0) })
    }

    var now: NTTime { self.time.now }
    var trouble: [AuditTrouble] { self.heard.all }

    func advance(days: Int) { self.time.advance(steps: UInt64(days) * 864_000_000_000) }
    func advance(seconds: Int) { self.time.advance(steps: UInt64(seconds) * 10_000_000) }

    func reader() throws -> AuditReader { try AuditReader(in: self.state.directory) }

    func count(_ table: String) throws -> Int {
        try self.otherConnection().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    func otherConnection() throws -> DatabaseQueue { try DatabaseQueue(path: self.state.directory.auditDatabase) }
}

private final class ManualTime: Sendable {
    private let time = Mutex(NTTime(unixSeconds: 1_750_000_000))
    var now: NTTime { self.time.withLock { $0 } }
    func advance(steps: UInt64) { self.time.withLock { $0 = NTTime(rawValue: $0.rawValue + steps) } }
}

private final class Heard: Sendable {
    private let trouble = Mutex<[AuditTrouble]>([])
    var all: [AuditTrouble] { self.trouble.withLock { $0 } }
    func add(_ new: AuditTrouble) { self.trouble.withLock { $0.append(new) } }
}
