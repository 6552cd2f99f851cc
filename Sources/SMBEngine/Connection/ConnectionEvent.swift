// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBAuth
package import SMBWire

/// Names one thing that a connection is waiting for. Never used twice on a connection, so a late answer finds nobody.
package struct Token: Hashable, Sendable {
    package let value: UInt64
    package init(_ value: UInt64) { self.value = value }
}

/// What comes to a connection besides the client's frames.
package enum ConnectionEvent: Sendable {
    /// Answers `Action.lookUp`; `nil`: no such user.
    case credential(Token, Credential?)
    /// Answers `Action.acceptKerberos`.
    case kerberosAccepted(Token, Result<KerberosAcceptance, KerberosFailure>)
    /// Answers `Action.delay`.
    case delayElapsed(Token)
    /// Answers `Action.run`.
    case workCompleted(Token, Result<WorkValue, NTStatus>)
    /// A byte-range lock that was waited for is held now (`nil`) or can't be (status).
    case lockSettled(Token, NTStatus?)
    /// An oplock of this connection's must go down to this level.
    case oplockBroken(Token, to: OplockLevel, needsAcknowledgment: Bool)
    /// A file that others had may be free now.
    case mayTryAgain(Token)
    /// Answers `Action.startTimer`.
    case timerElapsed(Token)
    /// Something changed below a watched directory. Empty: too much changed to list.
    case directoryChanged(Token, [FileChange])
    /// A watched directory is going to be removed when its last open closes.
    case directoryCondemned(Token)
    /// Ends a session whose user logged on again elsewhere or whom an administrator closed.
    case endSession(id: UInt64, SessionEnd)
    /// Other shares, or other rights on them, are in force.
    case sharesReplaced(session: UInt64)
    /// The session that a logon replaces is gone, with all that it had open.
    case previousSessionEnded(Token)
    /// No session was set up in the time allowed.
    case logonTimedOut
}

package enum SessionEnd: Hashable, Sendable { case replaced, closedByAdministrator, policyChanged }

/// What a connection wants done. All of it is carried out by the edge, in order.
package enum Action: Sendable {
    /// A whole frame, its four-byte prefix included.
    case send(ByteBuffer)
    case lookUp(CredentialQuery, Token)
    /// May wait for files and locks: it belongs on the pool.
    case acceptKerberos(KerberosRequest, any KerberosAcceptor, Token)
    case delay(milliseconds: Int, Token)
    /// A limit on how long something is waited for. Unlike `delay` it ends nothing by itself, and a connection may close before.
    case startTimer(milliseconds: Int, Token)
    case stopTimer(Token)
    case run(BlockingWork, Token)
    /// Close the connection after what was sent before. The reason is for the log.
    case disconnect(DisconnectReason)
}

/// Values in, value out: runs on the pool while the connection goes on.
package struct BlockingWork: Sendable {
    package let run: @Sendable () throws(NTStatus) -> WorkValue
    package init(_ run: @escaping @Sendable () throws(NTStatus) -> WorkValue) { self.run = run }
}

package enum WorkValue: Sendable {
    case none
    case bytes(ByteBuffer)
    case entries([DirectoryEntry])
    /// Chunks and bytes that a server-side copy wrote, and what stopped it before its end.
    case copied(chunks: Int, bytes: UInt64, failure: NTStatus?)
}

package enum DisconnectReason: Hashable, Sendable {
    case unreadableFrame(String)
    case frameTooLong
    case unknownProtocol
    case encryptedWithoutKeys
    case undecryptable
    case malformedInsideEncryption
    case noncesExhausted
    case compressedWithoutAgreement
    case secondNegotiate
    case notNegotiated
    case smb1Refused
    case messageIDOutOfWindow
    case unprotectedTreeConnect
    case negotiateValidationFailed
    case tooManyViolations
    case logonTimedOut
    /// By an administrator, or by a change of the settings.
    case sessionClosed
    case peerClosed
}
