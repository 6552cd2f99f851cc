// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// The oplock of one file: who keeps something of it at home, and whether that is being asked back. [MS-FSA] 2.1.1.10
struct Oplock: Sendable {
    struct Holder: Sendable {
        /// `OpenRegistration.key`
        let owner: UInt64
        /// Clients older than level II lose an oplock whole.
        let takesLevelII: Bool
        let token: Token
        let mailbox: any Mailbox
    }

    /// What a holder must hear.
    struct Notice: Sendable {
        let holder: Holder
        let level: OplockLevel
        let needsAcknowledgment: Bool

        func tell() {
            self.holder.mailbox.post(.oplockBroken(self.holder.token, to: self.level, needsAcknowledgment: self.needsAcknowledgment))
        }
    }

    enum Operation: Sendable {
        case open(overwrites: Bool)
        /// What makes stale what others have read: WRITE, another size, and byte-range locks, which end reading ahead.
        case change
    }

    private enum State: Sendable {
        /// Level II; nobody: no oplock.
        case shared([Holder])
        case exclusive(Holder, isBatch: Bool)
        case breaking(Holder, wasBatch: Bool, to: OplockLevel)
    }

    private var state = State.shared([])

    /// Holders of level II. Each costs a message at the next write.
    private static let maximumHolders = 1024

    /// A batch oplock goes before share modes are judged: its client may have closed the file long ago. [MS-FSA] 2.1.5.1.2
    var isBatch: Bool {
        switch self.state {
        case .exclusive(_, let isBatch), .breaking(_, let isBatch, _): isBatch
        case .shared: false
        }
    }

    /// Gives an open what it asks for, or what is left of that. [MS-FSA] 2.1.5.17.1, 2.1.5.17.2
    ///
    /// `isAlone`: no other open of the file does more than look at it.
    mutating func grant(_ level: OplockLevel, to holder: Holder, isAlone: Bool, isLocked: Bool) -> OplockLevel {
        guard level > .none, case .shared(let holders) = self.state else { return .none }
        if level > .levelII, isAlone, holders.isEmpty {
            self.state = .exclusive(holder, isBatch: level == .batch)
            return level
        }
        guard holder.takesLevelII, !isLocked, holders.count < Self.maximumHolders else { return .none }
        self.state = .shared(holders + [holder])
        return .levelII
    }

    /// Asks back what stands in the way of an operation. True: the operation must wait until it has come. [MS-FSA] 2.1.4.12
    ///
    /// `owner` is the open that does it; one that is not in the table yet has none.
    mutating func yield(to operation: Operation, by owner: UInt64? = nil, telling notices: inout [Notice]) -> Bool {
        switch (self.state, operation) {
        case (.shared(let holders), .change), (.shared(let holders), .open(overwrites: true)):
            self.state = .shared([])
            notices += holders.map { Notice(holder: $0, level: .none, needsAcknowledgment: false) }
            return false
        case (.shared, .open): return false
        case (.exclusive(let holder, let isBatch), .open(let overwrites)):
            let level: OplockLevel = overwrites || !holder.takesLevelII ? .none : .levelII
            self.state = .breaking(holder, wasBatch: isBatch, to: level)
            notices.append(Notice(holder: holder, level: level, needsAcknowledgment: true))
            return true
        case (.breaking, .open): return true
        // Others can't change the file through an open that never broke the oplock: all that it may do is look.
        case (.exclusive, .change), (.breaking, .change): return false
        }
    }

    /// The holder's answer to a break: what it keeps. [MS-FSA] 2.1.5.18, [MS-SMB2] 3.3.5.22.1
    mutating func acknowledge(by owner: UInt64, keeping level: OplockLevel) throws(NTStatus) {
        guard case .breaking(let holder, _, let target) = self.state, holder.owner == owner else { throw .invalidOplockProtocol }
        self.state = .shared(level == .levelII && target == .levelII ? [holder] : [])
        if level > target { throw .invalidOplockProtocol }
    }

    /// An open closes, or did not answer in time. True: what waited for its oplock need not wait any more.
    mutating func release(by owner: UInt64) -> Bool {
        switch self.state {
        case .shared(let holders):
            if holders.isEmpty { return false }
            self.state = .shared(holders.filter { $0.owner != owner })
            return false
        case .exclusive(let holder, _), .breaking(let holder, _, _):
            guard holder.owner == owner else { return false }
            self.state = .shared([])
            return true
        }
    }

    /// The answer to a break did not come: the oplock is gone. An open that has none being broken loses nothing.
    mutating func expire(by owner: UInt64) -> Bool {
        guard case .breaking(let holder, _, _) = self.state, holder.owner == owner else { return false }
        return self.release(by: owner)
    }
}
