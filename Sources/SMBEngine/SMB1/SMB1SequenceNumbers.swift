// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// The numbers that the signatures of a connection count with. A request takes one, the answer to it the next. [MS-CIFS] 3.3.5.2.3
///
/// The answer keeps its request's number however late it goes out, and all answers of one request share it (ECHO, a transaction that
/// needs several messages). What is never answered leaves its answer's number unused; NT_CANCEL alone has none to leave.
struct SMB1SequenceNumbers: Hashable {
    /// The number of the answer to the logon that signing began with. [MS-SMB] 3.3.5.3
    static let ofFirstAnswer: UInt32 = 1

    /// ServerNextReceiveSequenceNumber
    private(set) var nextRequest: UInt32

    init(nextRequest: UInt32 = 2) { self.nextRequest = nextRequest }

    /// Goes on behind a request whose signature was right, and says what its answer is signed with. Nil: it has none.
    mutating func accept(_ command: SMB1.Command) -> UInt32? {
        switch command {
        case .ntCancel:
            self.nextRequest &+= 1
            return nil
        default:
            let answer = self.nextRequest &+ 1
            self.nextRequest &+= 2
            return answer
        }
    }
}
