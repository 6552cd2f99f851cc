// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import SMBAudit
import SMBWire

/// Writes one batch within one transaction. Nothing outside the database changes here, so a batch that failed can be written again.
struct BatchWriting {
    private struct KindChange {
        let isProven: Bool
        var clientGUID: GUID?
        var first: NTTime
        var last: NTTime
        var logons: UInt64 = 0

        mutating func add(_ clientGUID: GUID?, _ fact: LogonFact, at time: NTTime) {
            self.first = min(self.first, time)
            self.last = max(self.last, time)
            self.clientGUID = clientGUID ?? self.clientGUID
            if !fact.isReauthentication { self.logons += 1 }
        }
    }

    let database: Database
    let computer: Int64
    let liveSessions: LiveSessions

    /// What to tell the table of live sessions when the transaction is committed.
    private(set) var sessionChanges: [(session: UInt64, kind: Int64?)] = []
    private var started: [UInt64: Int64] = [:]
    /// The row of each logon's kind, in the order of the batch's logons.
    private var kindsOfLogons: [Int64] = []
    private var signatures: [Int64: SignatureCounts] = [:]

    init(_ database: Database, computer: Int64, liveSessions: LiveSessions) {
        self.database = database
        self.computer = computer
        self.liveSessions = liveSessions
    }

    mutating func write(_ batch: AuditBatch) throws {
        try self.writeKinds(batch)
        var events = try BulkInsert(self.database, into: "event", ["time", "computer", "number", "data"])
        var logons = try BulkInsert(self.database, into: "logon", ["time", "kind", "session"])
        var kinds = self.kindsOfLogons.makeIterator()
        for entry in batch.entries {
            switch entry.content {
            case .event(let event):
                try self.insert(event, at: entry.time, &events)
            case .logon(_, let fact):
                guard let kind = kinds.next() else { continue }
                try self.insert(fact, of: kind, at: entry.time, &logons)
            case .signatures(let session, let counts, let isFinal):
                self.add(counts, of: session, isFinal: isFinal)
            case .trial(let client, let fact):
                try self.insertTrial(client, fact, at: entry.time)
            }
        }
        try events.finish()
        try logons.finish()
        try self.writeSignatures()
        for (key, tally) in batch.attempts { try self.count(key, tally) }
        if let losses = batch.losses {
            try self.insert(losses.event, at: losses.last, &events)
            try events.finish()
        }
    }

    private func insert(_ event: AuditEvent, at time: NTTime, _ events: inout BulkInsert) throws {
        try events.append(
            .integer(time.stored), .integer(self.computer), .integer(Int64(event.id)), .bytes(EventBlob.encode(event)))
    }
}

// MARK: Trials

extension BatchWriting {
    private func insertTrial(_ client: ClientIdentity, _ fact: TrialFact, at time: NTTime) throws {
        let statement = try self.database.cachedStatement(sql: "INSERT INTO trial (time, data) VALUES (?, ?)")
        try statement.execute(arguments: [time.stored, Data(TrialBlob.encode(client, fact))])
    }
}

// MARK: Logons

extension BatchWriting {
    /// However many sessions of a kind a batch holds, their row is written once.
    private mutating func writeKinds(_ batch: AuditBatch) throws {
        var places: [[UInt8]: Int] = [:]
        var changes: [(key: [UInt8], change: KindChange)] = []
        var changesOfLogons: [Int] = []
        for entry in batch.entries {
            guard case .logon(let client, let fact) = entry.content else { continue }
            let key = SessionKindBlob.encode(client, fact)
            let place = places[key] ?? changes.count
            if place == changes.count {
                places[key] = place
                changes.append((key, KindChange(isProven: fact.isProven, first: entry.time, last: entry.time)))
            }
            changes[place].change.add(client.clientGUID, fact, at: entry.time)
            changesOfLogons.append(place)
        }
        let statement = try self.database.cachedStatement(
            sql: """
                INSERT INTO session_kind (key, is_proven, client_guid, first, last, logons, valid, unsigned, bad, encrypted)
                VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0)
                ON CONFLICT (key) DO UPDATE SET client_guid = coalesce(excluded.client_guid, client_guid), first = min(first, excluded.first),
                    last = max(last, excluded.last), logons = logons + excluded.logons
                RETURNING id
                """)
        let rows = try changes.map { key, change in
            try Int64.fetchOne(
                statement,
                arguments: [
                    Data(key), change.isProven, change.clientGUID.map { Data($0.bytes) }, change.first.stored, change.last.stored,
                    Int64(clamping: change.logons),
                ]) ?? 0
        }
        self.kindsOfLogons = changesOfLogons.map { rows[$0] }
    }

    private mutating func insert(_ fact: LogonFact, of kind: Int64, at time: NTTime, _ logons: inout BulkInsert) throws {
        if !fact.refusedByLevel, fact.refusal == nil {
            self.started[fact.sessionID] = kind
            self.sessionChanges.append((fact.sessionID, kind))
        }
        guard fact.isProven else { return }  // Strangers get a row for each kind, not for each visit.
        try logons.append(.integer(time.stored), .integer(kind), .integer(Int64(bitPattern: fact.sessionID)))
    }

    private mutating func add(_ counts: SignatureCounts, of session: UInt64, isFinal: Bool) {
        guard let kind = self.started[session] ?? self.liveSessions[session] else { return }
        self.signatures[kind] = (self.signatures[kind] ?? .zero) + counts
        guard isFinal else { return }
        self.started[session] = nil
        self.sessionChanges.append((session, nil))
    }

    private func writeSignatures() throws {
        let statement = try self.database.cachedStatement(
            sql: "UPDATE session_kind SET valid = valid + ?, unsigned = unsigned + ?, bad = bad + ?, encrypted = encrypted + ? WHERE id = ?"
        )
        for (kind, counts) in self.signatures {
            try statement.execute(
                arguments: [
                    Int64(clamping: counts.valid), Int64(clamping: counts.unsigned), Int64(clamping: counts.bad),
                    Int64(clamping: counts.encrypted), kind,
                ])
        }
    }
}

// MARK: Attempts

extension BatchWriting {
    private func count(_ key: AttemptKey, _ tally: AttemptTally) throws {
        let statement = try self.database.cachedStatement(
            sql: """
                INSERT INTO attempt (kind, address, count, first, last, detail) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, address) DO UPDATE SET count = count + excluded.count, first = min(first, excluded.first),
                    last = max(last, excluded.last), detail = excluded.detail
                """)
        try statement.execute(
            arguments: [
                Int64(key.kind.rawValue), key.address, Int64(clamping: tally.count), tally.first.stored, tally.last.stored, tally.detail,
            ])
    }
}

extension NTTime {
    var stored: Int64 { Int64(clamping: self.rawValue) }
    init(stored: Int64) { self.init(rawValue: UInt64(clamping: stored)) }
}
