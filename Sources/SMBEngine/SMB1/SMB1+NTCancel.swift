// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1Context {
    /// Ends the request that waits with the same four ids. It is not answered itself; that request is. [MS-CIFS] 3.3.5.53
    func ntCancel(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let token = self.machine.parked.first { _, parked in
            switch parked {
            case .waiting(let chain, _), .attempt(let chain, _, _): chain.header.names(self.header)
            case .work, .logon: false
            }
        }?.key
        if let token { self.machine.cancel(token) }
        return .silent
    }
}

extension SMB1.Header {
    fileprivate func names(_ other: SMB1.Header) -> Bool {
        self.multiplexID == other.multiplexID && self.processID == other.processID && self.userID == other.userID
            && self.treeID == other.treeID
    }
}

extension SMB1Machine {
    /// A lock that is cancelled was not to be had, as far as its client goes.
    fileprivate func cancel(_ token: Token) {
        // An open that waits for others to close the file ends by itself in a moment, and as Windows lets it: refused.
        if self.connection.attempts[token]?.obstacle == .sharing { return }
        self.cancelAttempt(token, status: .cancelled)
        self.cancelWaiting(token, status: self.lockWaits[token] == nil ? .cancelled : .fileLockConflict)
    }
}
