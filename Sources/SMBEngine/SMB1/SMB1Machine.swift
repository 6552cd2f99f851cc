// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire

/// What SMB1 keeps of a connection after NT LM 0.12 was agreed on. [MS-CIFS] 3.3.1.2, 3.3.1.3
///
/// It belongs to its `ConnectionMachine`, which has the sessions, the actions and what else all dialects share. Commands are handled in
/// files of their own name; how a message becomes commands is in `SMB1Machine+Messages.swift`.
final class SMB1Machine {
    /// A chain that waits.
    enum Parked {
        case work(AndXChain, SMB1Outcome.Finish)
        case waiting(AndXChain, Waiting)
        case logon(AndXChain, LogonWait)
        /// Until others let go of a file; then the command is handled from its beginning.
        case attempt(AndXChain, SMB1.Command, SMB1.Body)

        /// Of those that wait for another client.
        var waitingChain: AndXChain? {
            switch self {
            case .waiting(let chain, _), .attempt(let chain, _, _): chain
            case .work, .logon: nil
            }
        }
    }

    unowned let connection: ConnectionMachine
    let agreement: SMB1Agreement
    /// By UID.
    var users: [UInt16: Session] = [:]
    var logons: [UInt16: PendingLogon] = [:]
    /// By TID. They are the connection's: each user has a `Tree` of its own for one, with its own right.
    var trees: [UInt16: Tree.Target] = [:]
    /// The PID that asked for a FID. What was closed stays until the FID is given out again.
    private(set) var openers: [UInt64: UInt32] = [:]
    var parked: [Token: Parked] = [:]
    var transactions = TransactionTable()
    /// MaxBufferSize as the client said it in its last logon: what one message to it may hold. [MS-CIFS] 2.2.4.53.1
    var clientBuffer = Int(SMB1Agreement.maximumBuffer)
    /// Those of them that wait for byte-range locks.
    var lockWaits: [Token: SMB1LockWait] = [:]
    /// CAP_LEVEL_II_OPLOCKS of the client: one without it loses an oplock whole.
    var takesLevelII = false
    /// Those that wait for something to happen in a directory.
    var notifies: [Token: SMB1.TransactionRequest] = [:]
    /// What short names that were told stand for.
    var longNames: [String: String] = [:]
    /// By SID.
    var searches: [UInt16: DirectorySearch] = [:]
    var searchUses: UInt64 = 0
    private var lastSearch: UInt16 = 0
    /// Nil: nothing is signed.
    var signing: SMB1Signing?
    /// Who logged on to the connection first, not as guest and not anonymously.
    var firstUser: Principal?
    private var lastUser: UInt16 = 0
    private var lastTree: UInt16 = 0
    private var lastFile: UInt16 = 0

    init(_ connection: ConnectionMachine, _ agreement: SMB1Agreement) {
        self.connection = connection
        self.agreement = agreement
    }

    var server: ServerState { self.connection.server }

    /// Events for what this connection waits for. False: it is no matter of SMB1's.
    func handle(_ event: ConnectionEvent) -> Bool {
        switch event {
        case .workCompleted(let token, let result): self.workCompleted(token, result)
        case .lockSettled(let token, let status): self.lockSettled(token, status)
        case .credential, .kerberosAccepted, .delayElapsed, .previousSessionEnded: return self.handleLogon(event)
        case .oplockBroken, .mayTryAgain, .timerElapsed, .directoryChanged, .directoryCondemned, .endSession, .sharesReplaced,
            .logonTimedOut:
            return false
        }
        return true
    }

    /// A session has ended, however that came.
    func forget(_ session: Session) {
        guard self.users[session.userID] === session else { return }
        self.users[session.userID] = nil
        self.logons[session.userID] = nil
        self.transactions.remove { $0.userID == session.userID }
        self.searches = self.searches.filter { $0.value.userID != session.userID }
    }

    // MARK: - Ids. 0 and 0xFFFF name nothing.

    func nextUser() throws(NTStatus) -> UInt16 {
        try Self.next(&self.lastUser) { self.users[$0] != nil || self.logons[$0] != nil }
    }

    func nextTree() throws(NTStatus) -> UInt16 {
        try Self.next(&self.lastTree) { self.trees[$0] != nil }
    }

    func nextSearch() throws(NTStatus) -> UInt16 {
        try Self.next(&self.lastSearch) { self.searches[$0] != nil }
    }

    func nextFile(for processID: UInt32) throws(NTStatus) -> UInt16 {
        let file = try Self.next(&self.lastFile) { id in self.users.values.contains { $0.opens[UInt64(id)] != nil } }
        self.openers[UInt64(file)] = processID
        return file
    }

    private static func next(_ last: inout UInt16, isTaken: (UInt16) -> Bool) throws(NTStatus) -> UInt16 {
        for _ in 0..<UInt16.max {
            last = last >= 0xFFFE ? 1 : last + 1
            if !isTaken(last) { return last }
        }
        throw .insufficientResources
    }
}

/// What NEGOTIATE settled. [MS-CIFS] 2.2.4.52.2, [MS-SMB] 2.2.4.5.2
struct SMB1Agreement {
    /// CAP_EXTENDED_SECURITY: logons are SPNEGO's; without it they answer `challenge`.
    var hasExtendedSecurity: Bool
    /// Eight bytes; empty with extended security.
    var challenge: [UInt8]
    var signingDemand: SigningDemand
    /// NEGOTIATE_SECURITY_SIGNATURES_ENABLED was said: only then does a client's silence on signing mean anything (event 3027).
    var offersSigning: Bool
    var clientFlags2: SMB1.Flags2
    var clientDialects: [String]

    /// MaxBufferSize: the longest message that is not a large read or write.
    static let maximumBuffer: UInt32 = 16_644
    /// MaxRawSize
    static let maximumRaw: UInt32 = 65536
    /// MaxMpxCount
    static let maximumMultiplex: UInt16 = 50
}
