// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension ConnectionMachine {
    /// [MS-SMB2] 3.3.5.16: found by AsyncId, or by MessageId where the client has not seen the interim answer. CANCEL itself is never
    /// answered; the request that it ends is.
    func cancel(_ header: SMB2.Header) -> Outcome {
        let token: Token? =
            if header.flags.contains(.async) {
                self.unanswered[Token(header.asyncID)] == nil ? nil : Token(header.asyncID)
            } else {
                self.unanswered.first { $0.value.header.messageID == header.messageID }?.key
            }
        if let token, self.unanswered[token]?.header.sessionID == header.sessionID {
            self.cancelWaiting(token, status: .cancelled)
        }
        return .silent
    }
}
