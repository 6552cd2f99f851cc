// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto
import SMBWire

/// One ticket on its way through an authentication: how it came, and so how its answer is wrapped.
struct KerberosExchange {
    enum Wrapping {
        /// As Kerberos' own token.
        case raw
        /// `announced`: the mechanism that was chosen, where the client was not told yet.
        case spnego(Authenticator.Negotiation, announced: MechanismType?, mechListMIC: [UInt8]?)
    }

    let wrapping: Wrapping
    let isFramed: Bool
    /// What the ticket says of its service in clear text.
    let service: KerberosPrincipal
    /// The client tried before, and was told our time.
    let isSecondTry: Bool

    /// Nil for what is no AP-REQ: libkrb5 never sees it.
    init?(_ token: [UInt8], _ wrapping: Wrapping, isSecondTry: Bool) {
        guard let token = try? KerberosToken(decoding: token), token.kind == .apRequest, let request = APRequest(token.message)
        else { return nil }
        self.wrapping = wrapping
        self.isFramed = token.isFramed
        self.service = request.service
        self.isSecondTry = isSecondTry
        self.message = token.message
    }

    private let message: [UInt8]

    var request: KerberosRequest {
        switch self.wrapping {
        case .raw: KerberosRequest(message: self.message, mechanismList: nil)
        case .spnego(let negotiation, _, _): KerberosRequest(message: self.message, mechanismList: negotiation.encodedMechanisms)
        }
    }

    func token(_ kind: KerberosToken.Kind, _ message: [UInt8]?) -> [UInt8]? {
        message.map { KerberosToken(kind, $0, isFramed: self.isFramed).encoded() }
    }

    /// The answer that carries a message of ours, if there is one.
    func answer(
        _ kind: KerberosToken.Kind, _ message: [UInt8]?, state: NegTokenResp.State, mechListMIC: [UInt8]? = nil
    ) -> [UInt8] {
        let token = self.token(kind, message)
        switch self.wrapping {
        case .raw: return token ?? []
        case .spnego(_, let announced, _):
            return NegTokenResp(state: state, supportedMechanism: announced, responseToken: token, mechListMIC: mechListMIC).encoded()
        }
    }
}

extension KerberosExchange {
    /// The logon that an acceptance proves, for the user that the principal is.
    func logon(_ acceptance: KerberosAcceptance, _ credential: Credential) -> AuthenticatedLogon {
        let target = ClientTarget(acceptance.authorizationData)
        var logon = AuthenticatedLogon(
            userName: credential.userName, domainName: acceptance.client.realm, workstation: "", kind: .user,
            sessionKey: acceptance.sessionKey, mechanism: .kerberos, wrapping: .raw,
            targetName: target.targetName ?? .present(self.service.description),
            channelBindings: acceptance.checksum.flatMap { GSSChecksum($0)?.channelBindings } ?? .absent,
            isAdministrator: credential.isAdministrator, relativeIdentifier: credential.relativeIdentifier)
        if case .spnego = self.wrapping { logon.wrapping = .spnego }
        logon.nameSource = target.name == nil ? .ticket : .authorizationData
        logon.directoryAccount = acceptance.logonInformation.flatMap { DirectoryAccount(logonInformation: $0) }
        logon.expiry = acceptance.ticketEnd
        return logon
    }
}
