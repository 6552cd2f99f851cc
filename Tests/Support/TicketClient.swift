// SPDX-License-Identifier: Apache-2.0
package import SMBAuth
package import SMBCrypto
import SMBEngine
import SMBWire

/// Answers every AP-REQ alike: what is proved of tickets is libkrb5's, what is made of them is ours.
package struct TicketDesk: KerberosAcceptor {
    package var answer: Result<KerberosAcceptance, KerberosFailure>

    package init(_ answer: Result<KerberosAcceptance, KerberosFailure>) { self.answer = answer }
    package func accept(_ request: KerberosRequest) throws(KerberosFailure) -> KerberosAcceptance { try self.answer.get() }
}

/// AP-REQs whose readable part is right and whose sealed parts are nobody's, and the tokens around them.
package enum TicketClient {
    /// An AP-REQ for a service, without any frame.
    package static func request(_ service: [String] = ["cifs", "server.example"], realm: String = "EXAMPLE") -> [UInt8] {
        let names = service.flatMap { der(0x1B, [UInt8]($0.utf8)) }
        let sealed = der(0x30, der(0xA0, integer(18)) + der(0xA1, integer(2)) + der(0xA2, der(0x04, [1, 2, 3])))
        let ticket = der(
            0x61,
            der(
                0x30,
                der(0xA0, integer(5)) + der(0xA1, der(0x1B, [UInt8](realm.utf8)))
                    + der(0xA2, der(0x30, der(0xA0, integer(2)) + der(0xA1, der(0x30, names)))) + der(0xA3, sealed)))
        return der(
            0x6E,
            der(
                0x30,
                der(0xA0, integer(5)) + der(0xA1, integer(14)) + der(0xA2, der(0x03, [0, 0x20, 0, 0, 0])) + der(0xA3, ticket)
                    + der(0xA4, sealed)))
    }

    package static func framed(_ kind: KerberosToken.Kind, _ message: [UInt8]) -> [UInt8] {
        KerberosToken(kind, message, isFramed: true).encoded()
    }

    /// NegTokenInit with an AP-REQ in it, as Windows and Samba begin.
    package static func offer(
        _ mechanisms: [MechanismType] = [.microsoftKerberos, .kerberos, .ntlm], _ request: [UInt8]? = TicketClient.request(),
        mechListMIC: [UInt8]? = nil
    ) -> [UInt8] {
        NegTokenInit(mechanisms: mechanisms, mechToken: request.map { framed(.apRequest, $0) }, mechListMIC: mechListMIC).encoded()
    }

    /// AD-IF-RELEVANT around elements.
    package static func ifRelevant(_ elements: [AuthorizationDatum]) -> AuthorizationDatum {
        let list = elements.flatMap { element in
            der(0x30, der(0xA0, integer(element.type)) + der(0xA1, der(0x04, element.data)))
        }
        return AuthorizationDatum(type: AuthorizationDatum.ifRelevant, data: der(0x30, list))
    }

    package static func clientTarget(_ name: String) -> AuthorizationDatum {
        AuthorizationDatum(type: AuthorizationDatum.clientTarget, data: name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    }

    private static func integer(_ value: Int32) -> [UInt8] {
        der(0x02, value > 127 ? [UInt8(value >> 8), UInt8(value & 0xFF)] : [UInt8(value)])
    }

    private static func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        switch content.count {
        case ..<0x80: [tag, UInt8(content.count)] + content
        case ..<0x100: [tag, 0x81, UInt8(content.count)] + content
        default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
        }
    }
}

extension KerberosAcceptance {
    /// A ticket of `alice@EXAMPLE` that is good for an hour after `TestServer`'s clock.
    package static func alice(_ change: (inout KerberosAcceptance) -> Void = { _ in }) -> KerberosAcceptance {
        var acceptance = KerberosAcceptance(
            client: KerberosPrincipal(components: ["alice"], realm: "EXAMPLE"), sessionKey: SecretKey([UInt8](1...32)),
            reply: [0x6F, 1, 0xAA], ticketEnd: NTTime(unixSeconds: 1_767_225_600 + 3600, nanoseconds: 0),
            mechanismMICs: MechanismMICs(server: [1], client: [[2], [3]]))
        change(&acceptance)
        return acceptance
    }
}

extension TestClient {
    /// Logs on at 2.1 with a ticket; throws the status of a refusal.
    package func logOn(_ token: [UInt8], key: SecretKey = KerberosAcceptance.alice().sessionKey) throws {
        var hash: PreauthHash?
        let reply = try self.sessionSetup(token, &hash)
        guard reply.status == .success else { throw reply.status }
        self.signer = self.signer ?? Signer(algorithm: .hmacSHA256, key: KeySchedule.sessionKey(key))
    }
}

extension TestServer {
    /// Takes tickets: every one gets this answer.
    package func takeTickets(_ answer: Result<KerberosAcceptance, KerberosFailure> = .success(.alice())) {
        self.state.kerberos.replace(
            KerberosService(acceptor: TicketDesk(answer), principals: PrincipalRules(realm: "EXAMPLE")))
    }

    /// A client of 2.1 that has negotiated.
    package func ticketClient(over connection: InMemoryConnection? = nil) throws -> TestClient {
        var options = TestClient.Options()
        options.dialects = [.smb2_1]
        let client = TestClient(connection ?? self.connection(), options)
        try client.negotiate()
        return client
    }
}
