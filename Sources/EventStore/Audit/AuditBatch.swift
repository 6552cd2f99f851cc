// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBWire

/// What waits to be written, within bounds whatever clients do.
struct AuditBatch {
    /// One thing to write, in the order in which it happened.
    struct Entry {
        enum Content {
            case event(AuditEvent)
            case logon(ClientIdentity, LogonFact)
            case signatures(UInt64, SignatureCounts, isFinal: Bool)
            case trial(ClientIdentity, TrialFact)
        }

        let time: NTTime
        let content: Content
    }

    private(set) var entries: [Entry] = []
    private(set) var attempts: [AttemptKey: AttemptTally] = [:]
    private(set) var losses: AuditLosses?

    private var size = 0
    private static let maximumEntries = 32_768
    private static let maximumSize = 32 << 20
    private static let maximumAttempts = 10_000

    var isEmpty: Bool { self.entries.isEmpty && self.attempts.isEmpty && self.losses == nil }

    mutating func append(_ entry: Entry) {
        let size = Self.size(of: entry.content)
        guard self.entries.count < Self.maximumEntries, self.size + size <= Self.maximumSize else {
            self.lose(1, from: entry.time, to: entry.time)
            return
        }
        self.size += size
        self.entries.append(entry)
    }

    mutating func count(_ key: AttemptKey, _ tally: AttemptTally) {
        let isKnown = self.attempts[key] != nil || self.attempts.count < Self.maximumAttempts
        let key = isKnown ? key : AttemptKey(kind: key.kind, address: AttemptCounter.others)
        if var sum = self.attempts[key] {
            sum.add(tally)
            self.attempts[key] = sum
        } else {
            self.attempts[key] = tally
        }
    }

    mutating func lose(_ count: UInt64, from first: NTTime, to last: NTTime) {
        var losses = self.losses ?? AuditLosses(count: 0, first: first, last: last)
        losses.count &+= count
        losses.first = min(losses.first, first)
        losses.last = max(losses.last, last)
        self.losses = losses
    }

    /// Gives a batch that could not be written back, ahead of what came meanwhile.
    mutating func putBack(_ failed: AuditBatch) {
        let newer = self
        self = failed
        for entry in newer.entries { self.append(entry) }
        for (key, tally) in newer.attempts { self.count(key, tally) }
        if let losses = newer.losses { self.lose(losses.count, from: losses.first, to: losses.last) }
    }

    /// A rough bound of the memory that an entry holds. What is long in one is a text that a client chose.
    static func size(of content: Entry.Content) -> Int {
        switch content {
        case .event(let event):
            (event.fields + event.extra).reduce(64) { $0 + 64 + self.size(of: $1.value) }
        case .logon(let client, let fact):
            384 + client.workstation.utf8.count + fact.user.utf8.count + fact.domain.utf8.count + (fact.netname?.utf8.count ?? 0)
                + (fact.spn.spn?.utf8.count ?? 0) + self.size(of: fact.targetName) + 2 * (fact.ciphers.count + fact.signingAlgorithms.count)
        case .signatures:
            64
        case .trial(let client, let fact):
            128 + client.workstation.utf8.count + fact.user.utf8.count + fact.domain.utf8.count
        }
    }

    private static func size(of name: TargetName) -> Int {
        switch name {
        case .untrusted(let text), .present(let text): text.utf8.count
        case .absent, .unsupported, .empty: 0
        }
    }

    private static func size(of value: EventValue) -> Int {
        switch value {
        case .unicode(let text), .ansi(let text), .guid(let text): text.utf8.count
        case .binary(let bytes): bytes.count
        case .list(let items): items.reduce(0) { $0 + 16 + $1.utf8.count }
        case .uint16, .uint32, .uint64, .hexInt32, .hexInt64, .boolean: 0
        }
    }
}
