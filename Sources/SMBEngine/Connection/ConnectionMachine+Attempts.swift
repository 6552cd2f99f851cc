// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

// CREATE requests of SMB2 that wait for a file which others have open.
extension ConnectionMachine {
    /// The last request of a chain is answered with STATUS_PENDING. One before it takes its chain along: what follows means its file.
    /// True: the chain goes on.
    func waitForFile(_ element: ElementInProgress, _ chain: inout RequestChain) -> Bool {
        let isLast = chain.nextOffset == nil
        if isLast { self.attempt.element = element }
        guard let token = self.keepAttempt() else { return true }
        guard isLast else {
            chain.reply.truncate(to: element.base + SMB2.Header.size)
            self.parked[token] = .attempt(chain, element)
            return false
        }
        self.unanswered[token] = Unanswered(
            header: element.header, signer: element.signer, envelope: chain.envelope,
            waiting: Waiting(token: token, cancel: { [weak self] in _ = self?.endAttempt(token) }))
        self.writeInterim(token, element, &chain)
        return true
    }

    /// Others may have let go of the file.
    func tryAgain(_ token: Token) {
        if let smb1 = self.smb1 { return smb1.tryAgain(token) }
        guard let attempt = self.endAttempt(token) else { return }
        if case .attempt(let chain, let element)? = self.parked[token] {
            self.parked[token] = nil
            self.attempt = attempt.again
            return self.resume(chain, element) { (element, reply) throws(NTStatus) in
                try self.createAgain(element, into: &reply, base: element.base)
            }
        }
        guard let element = attempt.element else { return }
        self.attempt = attempt.again
        self.complete(token) { (reply, base) throws(NTStatus) in
            switch try self.createAgain(element, into: &reply, base: base) {
            case .opened, .replied: return .success
            case .repliedWith(let status): return status
            case .blocking, .waiting, .authenticating, .silent, .disconnect: throw .internalError
            }
        }
    }

    private func createAgain(_ element: ElementInProgress, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let request: SMB2.CreateRequest
        do {
            var reader = WireReader(element.bytes)
            try reader.skip(SMB2.Header.size)
            request = try SMB2.CreateRequest(decoding: &reader)
        } catch {
            throw .invalidParameter
        }
        let tree = try self.tree(of: element.header)
        // It may have to encrypt by now.
        guard element.wasEncrypted || !tree.session.encryptsData else { throw .accessDenied }
        return try tree.create(request, into: &reply, base: base)
    }
}
