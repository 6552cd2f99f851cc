// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire

/// What a handler came to. A status thrown instead becomes an error response.
enum Outcome {
    /// The body is in the reply.
    case replied
    /// The body is in the reply, and the header says this status (BUFFER_OVERFLOW and its like).
    case repliedWith(NTStatus)
    /// CREATE: the body is in the reply; related requests that follow mean this file.
    case opened(SMB2.FileID)
    /// May wait for a device: `work` goes to the pool, `finish` writes the body afterwards, on the loop.
    case blocking(BlockingWork, finish: Finish)
    /// Waits for another client: an interim answer goes out now, `ConnectionMachine.complete` sends the real one.
    case waiting(Waiting)
    /// SESSION_SETUP waits for the edge, without an interim answer.
    case authenticating(Token, LogonWait)
    /// No response at all (CANCEL).
    case silent
    case disconnect(DisconnectReason)

    /// The end of a handler: gets what the work came to, the reply, and the index of the response's header in it.
    typealias Finish = (WorkValue, inout WireWriter, _ base: Int) throws(NTStatus) -> Outcome
}

/// An operation that another client, a close or a CANCEL ends.
struct Waiting {
    let token: Token
    /// Takes the operation out of whatever it waits in; called once, when it ends without having been completed.
    let cancel: () -> Void
}

/// What a logon waits for.
enum LogonWait {
    case credential(PendingLogon)
    /// The ticket's proof.
    case ticket(PendingLogon)
    /// The pause after a failure; then this status is the answer.
    case pause(NTStatus)
    /// The session that this one replaces; then the final token is the answer.
    case previousSession(Session, token: [UInt8])
}
