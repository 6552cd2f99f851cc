// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// How far a command has come that meets a file which others have open. It throws RETRY and is kept, and all of it is done again when
/// they may have let go: whoever throws RETRY has done nothing yet that can't be done twice. [MS-FSA] 2.1.5.1
struct FileAttempt {
    enum Wait {
        case ticket(UInt64, of: FileIdentity)
        case none
    }

    /// Names the command for as long as it is tried; nil: it can't wait.
    let token: Token?
    /// Waits a moment for what others don't share, as an SMB1 server does.
    var outwaitsSharing: Bool
    private(set) var wait = Wait.none
    /// The moment has begun.
    var hasTimer = false
    /// The request of SMB2 that was answered with STATUS_PENDING meanwhile.
    var element: ElementInProgress?
    private(set) var obstacle: OpenAdmission.Obstacle?

    static var cannotWait: FileAttempt { FileAttempt(token: nil, outwaitsSharing: false) }

    var isWaiting: Bool {
        if case .ticket = self.wait { return true }
        return false
    }

    init(token: Token?, outwaitsSharing: Bool) {
        self.token = token
        self.outwaitsSharing = outwaitsSharing
    }

    mutating func wait(_ ticket: UInt64, for identity: FileIdentity, _ obstacle: OpenAdmission.Obstacle) {
        self.wait = .ticket(ticket, of: identity)
        self.obstacle = obstacle
    }

    /// The same command once more.
    var again: FileAttempt {
        var next = FileAttempt(token: self.token, outwaitsSharing: self.outwaitsSharing)
        next.hasTimer = self.hasTimer
        next.element = self.element
        return next
    }
}

extension ConnectionMachine {
    func patience() -> OpenCandidate.Patience? {
        guard let token = self.attempt.token, self.attempts.count < ConnectionLimits.waitingRequests else { return nil }
        return OpenCandidate.Patience(token: token, mailbox: self.mailbox, outwaitsSharing: self.attempt.outwaitsSharing)
    }

    /// Keeps the attempt in hand. Its token, or nil where the command does not wait.
    func keepAttempt() -> Token? {
        var attempt = self.attempt
        self.attempt = .cannotWait
        guard attempt.isWaiting, let token = attempt.token else { return nil }
        if attempt.obstacle == .sharing, !attempt.hasTimer {
            attempt.hasTimer = true
            self.actions.append(.startTimer(milliseconds: ConnectionLimits.sharingMilliseconds, token))
        }
        self.attempts[token] = attempt
        return token
    }

    /// The command in hand has ended: nobody is told any more of a file that it met and did without.
    func dropAttempt() {
        if case .ticket(let ticket, let identity) = self.attempt.wait { self.server.opens.withdrawOpen(ticket: ticket, of: identity) }
        self.attempt = .cannotWait
    }

    /// The command waits no longer: it is tried again, or given up.
    func endAttempt(_ token: Token) -> FileAttempt? {
        guard let attempt = self.attempts.removeValue(forKey: token) else { return nil }
        if case .ticket(let ticket, let identity) = attempt.wait { self.server.opens.withdrawOpen(ticket: ticket, of: identity) }
        return attempt
    }

    /// Nobody hears of them any more.
    func abandonAttempts() {
        for token in Array(self.attempts.keys) { _ = self.endAttempt(token) }
        self.oplocks = [:]
    }

    /// A time limit has passed: of a break that the client had to answer, or of a command that waits for a file.
    func timerElapsed(_ token: Token) {
        if let (_, open) = self.oplocks[token], case .file(_, let registration) = open.object {
            self.server.opens.expireBreak(registration)
        } else if self.attempts[token] != nil {
            self.attempts[token]?.outwaitsSharing = false
            self.tryAgain(token)
        } else {
            self.smb1?.lockTimedOut(token)
        }
    }
}
