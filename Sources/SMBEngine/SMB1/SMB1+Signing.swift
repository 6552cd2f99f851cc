// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBWire

/// A connection that signs: one key for all that goes over it, whoever sends it. [MS-CIFS] 3.3.1.3
struct SMB1Signing {
    let signer: MD5Signer
    /// The user whose logon the key is from, and the session that it made, which may have ended since.
    let owner: Principal
    let sessionID: UInt64
    let workstation: String
    var numbers = SMB1SequenceNumbers()
    /// A signature was right: whoever sends a wrong one now need not be the client.
    var hasShownKey = false
}

extension SMB1Machine {
    var isSigning: Bool { self.signing != nil }

    /// [MS-CIFS] 3.3.5.2.3: on a connection that signs, every message is signed, that of a guest too. What is not, or wrongly, is refused and
    /// takes no number: the client's next message still has its own.
    func verifySignature(of chain: inout AndXChain) throws(NTStatus) {
        let user = self.users[chain.header.userID].flatMap { $0.principal.kind == .user ? $0 : nil }
        guard let signing = self.signing else {
            if let user { self.connection.sawUnsigned(of: user) }
            return
        }
        let message = chain.message
        guard
            signing.signer.verify(
                message, at: message.readerIndex, length: message.readableBytes, sequence: signing.numbers.nextRequest)
        else {
            self.refuse(chain.header, user, signing)
            throw .accessDenied
        }
        chain.isVerified = true
        chain.answerSequence = self.signing?.numbers.accept(chain.command)
        self.signing?.hasShownKey = true
        // Its key is one user's: of another it shows nothing.
        if let user, signing.owner.isSameUser(as: user.principal) { self.connection.sawSignature(of: user) }
    }

    /// What follows a logon in its chain came before there was a key, and shows nothing of who sent it: a relay would put its own commands
    /// there. So it is refused, but for the TREE_CONNECT_ANDX that most clients send so and that moves nothing.
    func mayRun(_ command: SMB1.Command, in chain: AndXChain) -> Bool {
        guard let signing = self.signing, !chain.isVerified, command != .treeConnectAndX else { return true }
        let session = self.users[chain.header.userID]
        self.connection.observeViolation(
            .unsignedWhereDue(RequestFact(session, signing, chain.header, command)), workstation: session?.workstation ?? "")
        return false
    }

    /// A logon succeeded: the first one of a user activates signing where either side insists, or both want it. [MS-SMB] 3.3.5.3
    ///
    /// Which of them do was judged with the logon. The answer to it is the first message that is signed.
    func logonSucceeded(
        _ session: Session, sessionKey: SecretKey, challengeResponse: [UInt8]?, header: SMB1.Header, chain: inout AndXChain
    ) {
        guard self.signing == nil, session.principal.kind == .user, session.signingRequired else { return }
        self.signing = SMB1Signing(
            signer: MD5Signer(sessionKey: sessionKey, challengeResponse: challengeResponse), owner: session.principal,
            sessionID: session.id, workstation: session.workstation)
        chain.answerSequence = SMB1SequenceNumbers.ofFirstAnswer
    }

    /// `frame` with its four-byte prefix.
    func sign(_ frame: inout ByteBuffer, _ sequence: UInt32) {
        guard let signing = self.signing, frame.readableBytes >= AndXChain.base + SMB1.Header.size else { return }
        let base = frame.readerIndex + AndXChain.base
        let flags2 = base + SMB1.Header.flags2Offset
        let flags = SMB1.Flags2(rawValue: frame.getInteger(at: flags2, endianness: .little) ?? 0)
        frame.setInteger(flags.union(.securitySignature).rawValue, at: flags2, endianness: .little)
        signing.signer.sign(&frame, at: base, length: frame.readableBytes - AndXChain.base, sequence: sequence)
    }

    /// What is known of the client's will to sign when its logon is judged.
    func claims(of logon: PendingLogon, by principal: Principal) -> SMB1Claims {
        SMB1Claims(
            negotiateFlags2: self.agreement.clientFlags2.rawValue, sessionSetupFlags2: logon.flags2.rawValue,
            signingWasOffered: self.agreement.offersSigning, signingWasRequired: self.agreement.signingDemand != .none,
            connectionKey: self.signing.map { $0.owner.isSameUser(as: principal) ? .sameUser : .anotherUser },
            followsAnotherUser: principal.kind == .user && self.firstUser.map { !$0.isSameUser(as: principal) } ?? false)
    }

    private func refuse(_ header: SMB1.Header, _ user: Session?, _ signing: SMB1Signing) {
        // Most clients put something into the field before they sign; the flag says whether they mean it.
        let isSigned = header.flags2.contains(.securitySignature) && !header.hasPlaceholder
        let session = user ?? self.connection.sessions[signing.sessionID]
        let request = RequestFact(session, signing, header, header.command)
        guard let session, !signing.hasShownKey, signing.owner.isSameUser(as: session.principal) else {
            // Not the client's fault for certain, or not with a key of its own: it counts against the connection alone.
            self.connection.observeViolation(
                isSigned ? .badSignature(request) : .unsignedWhereDue(request), workstation: session?.workstation ?? signing.workstation)
            if let session { self.connection.signatureFailed(of: session, isSigned ? .badSignature : .unsignedRequest) }
            return
        }
        if isSigned {
            self.connection.sawBadSignature(of: session, request)
        } else {
            self.connection.sawMissingSignature(of: session, request)
        }
    }
}

extension SMB1.Header {
    /// Zeros, or the text that many clients write there while they have no key. [MS-CIFS] 2.2.3.1
    fileprivate var hasPlaceholder: Bool {
        self.securityFeaturesLow == 0 && self.securityFeaturesHigh == 0 || self.securityFeaturesLow == Self.placeholder
    }

    /// "BSRS", of "BSRSPYL".
    private static let placeholder: UInt32 = 0x5352_5342
}

extension RequestFact {
    fileprivate init(_ session: Session?, _ signing: SMB1Signing, _ header: SMB1.Header, _ command: SMB1.Command) {
        self.init(
            sessionID: session?.id ?? signing.sessionID, user: session?.principal.userName ?? signing.owner.userName,
            command: UInt16(clamping: command.rawValue), messageID: UInt64(header.multiplexID))
    }
}
