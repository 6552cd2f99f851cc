// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What a handler of SMB1 came to. A status thrown instead becomes an error response and ends the chain.
enum SMB1Outcome {
    /// The words and bytes are in the reply.
    case replied
    /// They are, and the header says this status (BUFFER_OVERFLOW and its like). An error ends the chain.
    case repliedWith(NTStatus)
    /// May wait for a device: `work` goes to the pool, `finish` writes the body afterwards, on the loop.
    case blocking(BlockingWork, finish: Finish)
    /// Waits for another client: `SMB1Machine.complete` answers. There is no interim answer.
    case waiting(Waiting)
    /// SESSION_SETUP_ANDX waits for the edge.
    case authenticating(Token, LogonWait)
    /// No answer at all, or none now: NT_CANCEL, the secondary parts of a transaction.
    case silent
    case disconnect(DisconnectReason)

    typealias Finish = (WorkValue, inout AndXChain, inout WireWriter) throws(NTStatus) -> SMB1Outcome
}
