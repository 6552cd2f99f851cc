// SPDX-License-Identifier: Apache-2.0
package import SMBCrypto
package import SMBWire

/// Where tickets are proved. It may read files and wait for locks, so it runs on the pool.
package protocol KerberosAcceptor: Sendable {
    func accept(_ request: KerberosRequest) throws(KerberosFailure) -> KerberosAcceptance
}

/// An AP-REQ whose readable part was understood.
package struct KerberosRequest: Hashable, Sendable {
    /// The AP-REQ alone, without GSS-API's frame.
    package var message: [UInt8]
    /// SPNEGO's MechTypeList as it was sent: what the acceptance's MICs are made over. Nil for a bare token.
    package var mechanismList: [UInt8]?

    package init(message: [UInt8], mechanismList: [UInt8]?) {
        self.message = message
        self.mechanismList = mechanismList
    }
}

/// A ticket and its authenticator, proved. What the client put into the authenticator is handed on as it was sent.
package struct KerberosAcceptance: Equatable, Sendable {
    package var client: KerberosPrincipal
    /// The acceptor's subkey where one was sent, else the initiator's, else the ticket's session key: what GSS-API calls the session key.
    package var sessionKey: SecretKey
    /// AP-REP, without a frame; nil where the client did not ask for mutual authentication.
    package var reply: [UInt8]?
    package var ticketEnd: NTTime
    /// The authenticator's own, not the ticket's.
    package var authorizationData: [AuthorizationDatum]
    /// Of type 0x8003; nil where there is none.
    package var checksum: [UInt8]?
    /// KERB_VALIDATION_INFO of a PAC whose server signature was verified.
    package var logonInformation: [UInt8]?
    /// Nil where there is no list, or where the key is not of AES.
    package var mechanismMICs: MechanismMICs?

    package init(
        client: KerberosPrincipal, sessionKey: SecretKey, reply: [UInt8]?, ticketEnd: NTTime, authorizationData: [AuthorizationDatum] = [],
        checksum: [UInt8]? = nil, logonInformation: [UInt8]? = nil, mechanismMICs: MechanismMICs? = nil
    ) {
        self.client = client
        self.sessionKey = sessionKey
        self.reply = reply
        self.ticketEnd = ticketEnd
        self.authorizationData = authorizationData
        self.checksum = checksum
        self.logonInformation = logonInformation
        self.mechanismMICs = mechanismMICs
    }
}

/// The MIC tokens over a MechTypeList, of which each side sends one. RFC 4121, 4.2.6.1
///
/// A token is a function of key, number and text, so the client's can be made here and compared.
package struct MechanismMICs: Hashable, Sendable {
    package var server: [UInt8]
    /// One for each key that the client may have had when it made its own: before and after it saw the acceptor's subkey.
    package var client: [[UInt8]]

    package init(server: [UInt8], client: [[UInt8]]) {
        self.server = server
        self.client = client
    }
}

/// A ticket that was not taken.
package struct KerberosFailure: Error, Hashable, Sendable {
    package var reason: AuthenticationFailure.Reason
    /// KRB-ERROR, without a frame, where there is something to tell the client.
    package var message: [UInt8]?
    /// What the library says, for the log; a client's words may be in it.
    package var detail: String

    package init(_ reason: AuthenticationFailure.Reason, message: [UInt8]? = nil, detail: String = "") {
        self.reason = reason
        self.message = message
        self.detail = detail
    }
}
