// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings
import SMBWire

extension Observation {
    /// A logon whose user is proven. A guest or an anonymous session proves nothing about names.
    var provenLogon: LogonFact? {
        guard case .logon(let logon) = self.fact, logon.kind == .user else { return nil }
        return logon
    }
}

extension EventField {
    /// "EPA policy": the hardening level that the logon met.
    static func policy(_ settings: Settings) -> EventField {
        EventField("SPNValidationPolicy", .uint32(UInt32(settings.hardeningLevel.rawValue)))
    }
}

extension [EventField] {
    static func clientName(_ client: ClientIdentity) -> [EventField] { .counted("ClientName", client.name) }

    static func userName(_ user: String) -> [EventField] { .counted("UserName", user) }

    /// Templates count strings in UTF-16 units, ahead of them.
    private static func counted(_ name: String, _ text: String) -> [EventField] {
        [EventField(name + "Length", .uint16(UInt16(clamping: text.utf16.count))), EventField(name, .unicode(text))]
    }

    /// A SOCKADDR: the family as Windows numbers it, little-endian; the port in network order.
    static func clientAddress(_ observation: Observation) -> [EventField] {
        let port = [UInt8(observation.connection.port >> 8), UInt8(observation.connection.port & 0xFF)]
        let bytes: [UInt8] =
            switch IPAddress(observation.client.address) {
            case .some(let address) where address.isIPv4: [2, 0] + port + address.bytes + [UInt8](repeating: 0, count: 8)
            case .some(let address): [23, 0] + port + [0, 0, 0, 0] + address.bytes + [0, 0, 0, 0]
            case .none: []
            }
        return [EventField("ClientAddressLength", .uint32(UInt32(clamping: bytes.count))), EventField("ClientAddress", .binary(bytes))]
    }

    /// The template that 1004 has, and our 60001 with it.
    static func session(_ observation: Observation, _ request: RequestFact) -> [EventField] {
        .clientName(observation.client) + .userName(request.user) + .clientAddress(observation) + [
            EventField("SessionID", .hexInt64(request.sessionID))
        ]
    }

    static func request(_ request: RequestFact) -> [EventField] {
        [EventField("command", .uint16(request.command)), EventField("messageId", .uint64(request.messageID))]
    }

    /// What is known of a logon besides the template.
    static func evidence(_ client: ClientIdentity, _ logon: LogonFact) -> [EventField] {
        var fields: [EventField] = []
        if !client.workstation.isEmpty { fields.append(EventField("workstation", .unicode(client.workstation))) }
        if let guid = client.clientGUID { fields.append(EventField("clientGuid", .guid("{\(guid)}"))) }
        fields.append(EventField("user", .unicode(logon.user)))
        if !logon.domain.isEmpty { fields.append(EventField("domain", .unicode(logon.domain))) }
        fields.append(EventField("logon", .unicode(logon.kind.label)))
        fields.append(EventField("dialect", .unicode(DialectName.of(logon.dialect))))
        if let mode = logon.negotiateMode { fields.append(EventField("negotiateSecurityMode", .hexInt32(UInt32(mode)))) }
        if let claims = logon.smb1 {
            fields += .claims(claims)
        } else {
            fields.append(EventField("sessionSetupSecurityMode", .hexInt32(UInt32(logon.sessionSetupMode))))
        }
        fields.append(EventField("mechanism", .unicode(logon.mechanism.label)))
        fields.append(EventField("wrapping", .unicode(logon.wrapping.label)))
        fields += .targetName(logon)
        if logon.challengeWasRewritten { fields.append(EventField("challengeRewritten", .boolean(true))) }
        if let account = logon.directoryAccount { fields += .account(account) }
        if let flags = logon.avFlags { fields.append(EventField("avFlags", .hexInt32(flags))) }
        fields.append(EventField("mic", .boolean(logon.hasMIC)))
        if let netname = logon.netname { fields.append(EventField("netname", .unicode(netname))) }
        fields.append(EventField("signingRequired", .boolean(logon.signingRequired)))
        if let cipher = logon.cipher { fields.append(EventField("cipher", .unicode(CipherName.of(cipher)))) }
        if logon.isEncrypted { fields.append(EventField("encrypted", .boolean(true))) }
        if let protection = logon.protection { fields.append(EventField("protection", .unicode(protection.rawValue))) }
        if let refusal = logon.refusal { fields.append(EventField("refusal", .unicode(refusal.rawValue))) }
        if logon.refusedByLevel { fields.append(EventField("refusedByLevel", .boolean(true))) }
        if logon.isTrial { fields.append(EventField("trial", .boolean(true))) }
        return fields
    }

    private static func claims(_ claims: SMB1Claims) -> [EventField] {
        var fields = [
            EventField("negotiateFlags2", .hexInt32(UInt32(claims.negotiateFlags2))),
            EventField("sessionSetupFlags2", .hexInt32(UInt32(claims.sessionSetupFlags2))),
            EventField("signingOffered", .boolean(claims.signingWasOffered)),
            EventField("signingClaim", .unicode(claims.stance.rawValue)),
        ]
        if let owner = claims.connectionKey { fields.append(EventField("connectionKey", .unicode(owner.rawValue))) }
        if claims.followsAnotherUser { fields.append(EventField("followsAnotherUser", .boolean(true))) }
        return fields
    }

    /// Whom a verified PAC says the user is.
    private static func account(_ account: DirectoryAccount) -> [EventField] {
        [
            EventField("account", .unicode("\(account.domain)\\\(account.name)")), EventField("sid", .unicode("\(account.sid)")),
            EventField("groups", .list(account.groups.prefix(Self.shownGroups).map { "\($0)" })),
        ]
    }

    private static let shownGroups = 64

    private static func targetName(_ logon: LogonFact) -> [EventField] {
        switch logon.targetName {
        case .absent: [EventField("spn", .unicode("absent"))]
        case .unsupported: [EventField("spn", .unicode("unsupported"))]
        case .empty: [EventField("spn", .unicode("empty"))]
        case .untrusted(let text): [EventField("spn", .unicode("untrusted")), EventField("targetName", .unicode(text))]
        case .present(let text):
            [
                EventField("spn", .unicode("present")), EventField("targetName", .unicode(text)),
                EventField("nameSource", .unicode(logon.nameSource.label)), EventField("nameOrigin", .unicode(logon.nameOrigin.label)),
            ] + .tolerances(logon.spn)
        }
    }

    private static func tolerances(_ verdict: SPNVerdict) -> [EventField] {
        guard case .accepted(_, let tolerances) = verdict, !tolerances.isEmpty else { return [] }
        return [EventField("tolerances", .list(tolerances.map(\.rawValue)))]
    }
}
