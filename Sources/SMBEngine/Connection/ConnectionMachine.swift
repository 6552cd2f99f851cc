// SPDX-License-Identifier: Apache-2.0
package import NIOCore
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBSettings
import SMBWire

/// One client's connection: frames and events go in, actions come out. No socket, clock or task is in it. [MS-SMB2] 3.3.1.7
///
/// It is used on one event loop only. Commands are handled in `SMB2/`, one file each; how a frame becomes requests is in
/// `ConnectionMachine+Requests.swift`; what every request must pass first in `Checks.swift`.
package final class ConnectionMachine {
    enum Phase {
        /// Nothing was agreed. `afterWildcard`: an SMB1 negotiate was answered with 2.???, so an SMB2 NEGOTIATE is due.
        case awaitingNegotiate(afterWildcard: Bool)
        case negotiated(Agreement)
        /// NT LM 0.12 was agreed on: everything further is SMB1's.
        case smb1(SMB1Machine)
        case closed
    }

    /// A chain that waits for the edge.
    enum Parked {
        case work(RequestChain, ElementInProgress, Outcome.Finish)
        case logon(RequestChain, ElementInProgress, LogonWait)
        /// Until others let go of a file that what follows in the chain needs.
        case attempt(RequestChain, ElementInProgress)
    }

    /// A request that was answered with STATUS_PENDING.
    struct Unanswered {
        let header: SMB2.Header
        let signer: Signer?
        let envelope: RequestChain.Envelope?
        let waiting: Waiting
    }

    let server: ServerState
    let mailbox: any Mailbox
    let peer: Peer
    /// Most requests in flight once somebody is logged on, as it was set when the connection came: responses need not copy all settings.
    let creditLimit: Int
    /// The name of the listener that the client came by, where that has one of its own.
    let listenerName: String?
    let transport: Transport
    /// What the client of a NetBIOS session calls itself. It is a workstation's name like the one in an NTLM message: said, not proven.
    package var callingName: String?
    var phase = Phase.awaitingNegotiate(afterWildcard: false)
    var window = SequenceWindow()
    /// The hash over NEGOTIATE, where every logon's own chain begins; 3.1.1 only.
    var preauth: PreauthHash?
    var sessions: [UInt64: Session] = [:]
    var logons: [UInt64: PendingLogon] = [:]
    /// Failed logons whose answer is held back.
    var pausedLogonCount = 0
    var parked: [Token: Parked] = [:]
    var poolLoad = PoolLoad()
    var unanswered: [Token: Unanswered] = [:]
    /// The sessions' opens that watch a directory, by the token that their changes come with.
    var watches: [Token: (session: Session, open: Open)] = [:]
    /// The sessions' opens that have or had an oplock, by the token that its break comes with.
    var oplocks: [Token: (session: Session, open: Open)] = [:]
    /// How the command in hand may wait for files that others have open.
    var attempt = FileAttempt.cannotWait
    /// Commands that wait for a file that others have open.
    var attempts: [Token: FileAttempt] = [:]
    var actions: [Action] = []
    /// Bad and missing signatures and malformed requests: they count against the connection that sent them.
    var violations = 0
    /// Made when something is observed first, so that a connection on which nothing is costs no random numbers.
    private lazy var identity = ConnectionIdentity(
        id: GUID(bytes: self.server.entropy.bytes(16)) ?? .zero, port: self.peer.port)
    /// FSCTL_VALIDATE_NEGOTIATE_INFO is due, and has neither come nor been missed.
    var awaitsValidation = false
    /// This connection took its peer's trial.
    var trial: TrialWatch?
    private var lastToken: UInt64 = 0
    private var lastFile: UInt64 = 0

    package init(server: ServerState, mailbox: any Mailbox, peer: Peer, listenerName: String? = nil, transport: Transport = .directTCP) {
        self.server = server
        self.mailbox = mailbox
        self.peer = peer
        self.creditLimit = server.settings.value.maximumCredits
        self.listenerName = listenerName
        self.transport = transport
    }

    /// What the server is called here and now.
    var names: ServerIdentity {
        let names = self.server.names.value
        return self.listenerName.map(names.named) ?? names
    }

    /// The largest frame that may be received now, without its four-byte prefix.
    package var maximumFrameLength: Int {
        switch self.phase {
        case .awaitingNegotiate, .closed: ConnectionLimits.frameBeforeNegotiate
        case .negotiated(let agreement):
            self.sessions.isEmpty
                ? ConnectionLimits.frameBeforeLogon : ConnectionLimits.frame(maximumPayload: agreement.maximumPayload)
        case .smb1: self.sessions.isEmpty ? ConnectionLimits.frameBeforeLogon : ConnectionLimits.frameSMB1
        }
    }

    /// Whether somebody is logged on: until then the edge's time limit runs.
    package var hasSession: Bool { !self.sessions.isEmpty }

    /// Whether so much is with the pool that no more requests should be taken until some of it has come back.
    package var isSaturated: Bool { self.poolLoad.isFull }

    /// One frame, without its four-byte prefix. It is decrypted where it lies: who keeps no reference to it saves a copy.
    package func receive(_ frame: consuming ByteBuffer) -> [Action] {
        if case .closed = self.phase { return [] }
        self.accept(frame)
        return self.takeActions()
    }

    package func handle(_ event: ConnectionEvent) -> [Action] {
        if case .closed = self.phase { return [] }
        if let smb1 = self.smb1, smb1.handle(event) { return self.takeActions() }
        switch event {
        case .credential(let token, let credential): self.credentialFound(token, credential)
        case .kerberosAccepted(let token, let result): self.kerberosAccepted(token, result)
        case .delayElapsed(let token): self.delayElapsed(token)
        case .workCompleted(let token, let result): self.workCompleted(token, result)
        case .lockSettled(let token, let status): self.lockSettled(token, status)
        case .oplockBroken(let token, let level, let needsAcknowledgment): self.oplockBroken(token, level, needsAcknowledgment)
        case .mayTryAgain(let token): self.tryAgain(token)
        case .timerElapsed(let token): self.timerElapsed(token)
        case .directoryChanged(let token, let changes): self.directoryChanged(token, changes)
        case .directoryCondemned(let token): self.directoryCondemned(token)
        case .endSession(let id, let reason): self.endSession(id, reason)
        case .sharesReplaced(let id): self.endStaleTrees(of: id)
        case .previousSessionEnded(let token): self.previousSessionEnded(token)
        case .logonTimedOut: if self.sessions.isEmpty { self.disconnect(.logonTimedOut) }
        }
        return self.takeActions()
    }

    /// The transport is gone: everything that hangs on this connection goes too. [MS-SMB2] 3.3.7.1
    package func connectionClosed() {
        self.trialConnectionEnded()
        for session in Array(self.sessions.values) { self.remove(session) }
        self.abandonAttempts()
        self.logons = [:]
        self.parked = [:]
        self.phase = .closed
        self.actions = []
    }

    func disconnect(_ reason: DisconnectReason) {
        // What an administrator ends is nobody's violation.
        if reason != .sessionClosed { self.observe(.protocolViolation(reason: String(describing: reason)), workstation: "") }
        self.trialConnectionEnded()
        for session in Array(self.sessions.values) { self.remove(session) }
        self.abandonAttempts()
        self.logons = [:]
        self.parked = [:]
        self.phase = .closed
        self.actions.append(.disconnect(reason))
    }

    func nextToken() -> Token {
        self.lastToken += 1
        return Token(self.lastToken)
    }

    /// Unique among the opens of this connection; the persistent half is unique in the server.
    func nextFileID() -> SMB2.FileID {
        self.lastFile += 1
        return SMB2.FileID(persistent: self.server.opens.nextPersistentID(), volatile: self.lastFile)
    }

    private func takeActions() -> [Action] {
        let actions = self.actions
        self.actions = []
        return actions
    }

    // MARK: - The audit

    func observe(_ fact: Observation.Fact, workstation: String) {
        let observation = self.observation(fact, workstation: workstation)
        self.server.sink.record(observation, audit(observation, under: self.server.settings.value))
    }

    func observation(_ fact: Observation.Fact, workstation: String) -> Observation {
        Observation(
            client: ClientIdentity(address: self.peer.address, workstation: workstation, clientGUID: self.agreement?.clientGUID),
            connection: self.identity, fact: fact)
    }

    var smb1: SMB1Machine? {
        if case .smb1(let machine) = self.phase { return machine }
        return nil
    }

    var agreement: Agreement? {
        if case .negotiated(let agreement) = self.phase { return agreement }
        return nil
    }
}

/// The other end of the transport.
package struct Peer: Hashable, Sendable {
    /// Textual, an IPv4-mapped address as IPv4, without brackets or zone.
    package var address: String
    package var port: UInt16
    package var isLoopback: Bool
    package init(address: String, port: UInt16 = 0, isLoopback: Bool) {
        self.address = address
        self.port = port
        self.isLoopback = isLoopback
    }
}
