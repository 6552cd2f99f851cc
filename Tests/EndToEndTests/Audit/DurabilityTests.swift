// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation
import GRDB
import Glibc
import SMBAudit
import Support
import Testing

/// What `signet events` has shown survives `kill -9`, at whatever moment it comes.
@Suite("Durability of what was acknowledged", .serialized) struct DurabilityTests {
    private static let rounds = 24
    private let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
        try self.folder.prepare()
    }

    @Test("every event that was shown is there after each kill, once, and the database is sound") func survivesKills() throws {
        var random = SplitMix64(state: 5_066_913)
        var acknowledged: [UInt64: String] = [:]
        for round in 0..<Self.rounds {
            let server = try ServeProgram(state: self.folder.statePath, ["--set", "AuditClientSpnSupport=1"])
            // In every other round nobody but the server has the database open when it dies, so that the journal is recovered.
            let follower =
                round % 2 == 0
                ? try Program([Signet.binary, "events", "--follow", "--format", "json", "--state", self.folder.statePath]) : nil
            let death = ContinuousClock.now + .milliseconds(Int(random.next() % 400) + 50)
            try self.makeEvents(server, round, until: death)
            if follower == nil { try self.note(&acknowledged) }
            server.program.kill()
            if let follower { try self.note(follower, &acknowledged) }
            try self.check(acknowledged, round)
        }
        print("\(Self.rounds) kills, \(acknowledged.count) acknowledged events, none lost")
        #expect(acknowledged.count > Self.rounds)
    }

    /// Each session is known by its workstation and makes one event.
    private func makeEvents(_ server: ServeProgram, _ round: Int, until death: ContinuousClock.Instant) throws {
        var number = 0
        while ContinuousClock.now < death {
            let client = try server.client(.user(workstation: "R\(round)-\(number)"))
            try client.negotiate()
            try client.logOn()
            number += 1
        }
    }

    private func note(_ acknowledged: inout [UInt64: String]) throws {
        for record in try self.events() { acknowledged[record.recordID] = record.workstation }
    }

    private func note(_ follower: Program, _ acknowledged: inout [UInt64: String]) throws {
        for line in try follower.lines() {
            let event = try PrintedEvent(Substring(line))
            acknowledged[UInt64(event.recordID)] = event.workstation
        }
        follower.kill()
    }

    private func check(_ acknowledged: [UInt64: String], _ round: Int) throws {
        let stored = try self.events()
        let byID = Dictionary(stored.map { ($0.recordID, $0.workstation) }, uniquingKeysWith: { first, _ in first })
        #expect(byID.count == stored.count, "round \(round): numbers are unique")
        #expect(Set(stored.map(\.workstation)).count == stored.count, "round \(round): no session's event is there twice")
        #expect(acknowledged.filter { byID[$0.key] != $0.value }.isEmpty, "round \(round): nothing that was shown is lost or changed")
        let database = try DatabaseQueue(path: try self.folder.state().auditDatabase)
        #expect(try database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok", "round \(round)")
    }

    private func events() throws -> [EventRecord] {
        let reader = try AuditReader(in: try self.folder.state())
        var all: [EventRecord] = []
        while true {
            let page = try reader.events(after: all.last?.recordID ?? 0)
            if page.isEmpty { return all }
            all += page
        }
    }
}

extension EventRecord {
    var workstation: String {
        if case .unicode(let text)? = self.event.extra.first(where: { $0.name == "workstation" })?.value { text } else { "" }
    }
}

/// Numbers that look random and are the same in every run.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var word = self.state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
