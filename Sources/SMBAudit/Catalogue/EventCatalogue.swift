// SPDX-License-Identifier: Apache-2.0

/// Every event, by number. The templates of Windows' events are those of its manifest.
package enum EventCatalogue {
    package static let all: [EventDefinition] = [
        EventDefinition(
            id: EventID.sessionAuthFailure, version: 3, symbol: "Smb2SessionAuthFailure", level: .error, channel: .security,
            provider: .windows,
            template: [
                TemplateField("GUID", "SessionGUID"), TemplateField("GUID", "ConnectionGUID"), TemplateField("HexInt32", "Status"),
                TemplateField("HexInt32", "TranslatedStatus"),
            ] + .clientAddress + [TemplateField("HexInt64", "SessionId")] + .userName + .clientName + [
                TemplateField("UnicodeString", "SPN"), .policy, TemplateField("UInt32", "ReasonCode"),
            ],
            isUnproven: true),
        EventDefinition(
            id: EventID.smb1Refused, version: 0, symbol: "SrvDisabled", level: .information, channel: .operational, provider: .windows,
            template: .clientName + [TemplateField("UInt32", "LogEventCount")], isUnproven: true),
        EventDefinition(
            id: EventID.unencryptedAccess, version: 1, symbol: "SrvUnencryptedAcccessFailure", level: .error, channel: .security,
            provider: .windows,
            template: [TemplateField("UInt16", "ShareNameLength"), TemplateField("UnicodeString", "ShareName")] + .session,
            isUnproven: true),
        EventDefinition(
            id: EventID.badSignature, version: 1, symbol: "SrvSignatureValidationFailure", level: .error, channel: .security,
            provider: .windows, template: .session, isUnproven: true),
        EventDefinition(
            id: EventID.negotiateValidationFailed, version: 1, symbol: "SrvNegotiateValidationFailure", level: .error, channel: .security,
            provider: .windows,
            template: .clientName + .userName + .clientAddress + .terms("Expected") + .terms("Received") + [
                TemplateField("HexInt64", "SessionID")
            ],
            isUnproven: false),
        EventDefinition(
            id: EventID.decryptionFailed, version: 0, symbol: "SrvDecryptionFailure", level: .error, channel: .security, provider: .windows,
            template: [
                TemplateField("UInt16", "ClientNameLength"), TemplateField("AnsiString", "ClientName"),
                TemplateField("UInt16", "ClientAddressLength"), TemplateField("Binary", "ClientAddress"),
                TemplateField("HexInt32", "Status"), TemplateField("HexInt32", "TranslatedStatus"), TemplateField("HexInt64", "SessionID"),
            ],
            isUnproven: true),
        EventDefinition(
            id: EventID.dialectOutsideRange, version: 0, symbol: "Smb2RequestNegotiate", level: .warning, channel: .operational,
            provider: .windows,
            template: [
                TemplateField("UInt16", "SecurityMode"), TemplateField("UInt16", "DialectCount"),
                TemplateField("UnicodeString", "Dialects"),
                TemplateField("UInt16", "MinSmb2Dialect"), TemplateField("UInt16", "MaxSmb2Dialect"),
            ] + .clientName,
            isUnproven: true),
        EventDefinition(
            id: EventID.smb1Access, version: 0, symbol: "AuditSmb1Access", level: .information, channel: .audit, provider: .windows,
            template: [TemplateField("AnsiString", "ClientName")], isUnproven: true),
        EventDefinition(
            id: EventID.clientLacksSigning, version: 1, symbol: "Smb2ClientDoesNotSupportSigning", level: .warning, channel: .audit,
            provider: .windows, template: .clientName + .userName + [TemplateField("Boolean", "ServerRequiresSigning")], isUnproven: false),
        EventDefinition(
            id: EventID.clientLacksEncryption, version: 0, symbol: "Smb2ClientDoesNotSupportEncryption", level: .warning, channel: .audit,
            provider: .windows,
            template: .clientName + [
                TemplateField("Boolean", "ServerRequiresEncryption"), TemplateField("UInt32", "SmbClientDoesNotSupportEncryptionType"),
            ],
            isUnproven: false),
        EventDefinition(
            id: EventID.insecureGuest, version: 0, symbol: "InsecureGuestLogon", level: .warning, channel: .audit, provider: .windows,
            template: .clientName, isUnproven: true),
        EventDefinition(
            id: EventID.spnAbsent, version: 0, symbol: "SrvNetClientDoesNotSupportSpn", level: .warning, channel: .audit,
            provider: .windows,
            template: .clientName + [TemplateField("HexInt32", "Status"), .policy], isUnproven: false),
        EventDefinition(
            id: EventID.spnUnrecognized, version: 0, symbol: "SrvNetClientSentUnrecognizedSpn", level: .warning, channel: .audit,
            provider: .windows,
            template: .clientName + [
                TemplateField("UnicodeString", "SPN"), TemplateField("Boolean", "ServiceClassIsValid"),
                TemplateField("Boolean", "PrincipalNameIsValid"), .policy,
            ],
            isUnproven: false),
        EventDefinition(
            id: EventID.spnEmpty, version: 0, symbol: "SrvNetClientSentEmptySpn", level: .warning, channel: .audit, provider: .windows,
            template: .clientName + [.policy], isUnproven: false),
        EventDefinition(
            id: EventID.smb1ClientLacksSigning, version: 0, symbol: "Smb1ClientDoesNotSupportSigning", level: .warning, channel: .audit,
            provider: .windows, template: .clientName + [TemplateField("Boolean", "ServerRequiresSigning")], isUnproven: false),
        EventDefinition(
            id: EventID.unsignedWhereDue, version: 0, symbol: "SignetUnsignedWhereDue", level: .warning, channel: .signet,
            provider: .signet,
            template: .session, isUnproven: true),
        EventDefinition(
            id: EventID.recordsLost, version: 0, symbol: "SignetRecordsLost", level: .error, channel: .signet, provider: .signet,
            template: [
                TemplateField("UInt64", "Count"), TemplateField("UnicodeString", "FirstLost"), TemplateField("UnicodeString", "LastLost"),
            ],
            isUnproven: false),
        EventDefinition(
            id: EventID.legacyAnswerRefused, version: 0, symbol: "SignetLegacyAnswerRefused", level: .warning, channel: .signet,
            provider: .signet, template: .clientName + .userName + [TemplateField("UnicodeString", "Answer")], isUnproven: true),
        EventDefinition(
            id: EventID.challengeRewritten, version: 0, symbol: "SignetChallengeRewritten", level: .warning, channel: .signet,
            provider: .signet,
            template: .clientName + .userName + [
                TemplateField("HexInt64", "SessionID"), TemplateField("UnicodeString", "SPN"), .policy,
            ],
            isUnproven: false),
        EventDefinition(
            id: EventID.trialEnded, version: 0, symbol: "SignetTrialEnded", level: .information, channel: .signet, provider: .signet,
            template: .session + [
                TemplateField("UnicodeString", "Dialect"), TemplateField("UnicodeString", "Outcome"),
                TemplateField("UInt64", "SignedRequests"),
            ],
            isUnproven: false),
        EventDefinition(
            id: EventID.relayProtectionRefused, version: 0, symbol: "SignetRelayProtectionRefused", level: .error, channel: .signet,
            provider: .signet, template: .session + [TemplateField("UnicodeString", "Reason")], isUnproven: false),
        EventDefinition(
            id: EventID.negotiateNotValidated, version: 0, symbol: "SignetNegotiateNotValidated", level: .information, channel: .signet,
            provider: .signet, template: .session, isUnproven: false),
        EventDefinition(
            id: EventID.nullSessionRefused, version: 0, symbol: "SignetNullSessionRefused", level: .warning, channel: .signet,
            provider: .signet, template: .clientName + .clientAddress + [TemplateField("UnicodeString", "ObjectName")], isUnproven: true),
        EventDefinition(
            id: EventID.negotiateRefused, version: 0, symbol: "SignetNegotiateRefused", level: .warning, channel: .signet,
            provider: .signet, template: .clientName + .clientAddress + [TemplateField("HexInt32", "Status")], isUnproven: true),
        EventDefinition(
            id: EventID.ntlmUsed, version: 0, symbol: "SignetNtlmUsed", level: .information, channel: .signet, provider: .signet,
            template: .clientName + .userName, isUnproven: false),
        EventDefinition(
            id: EventID.ntlmRefused, version: 0, symbol: "SignetNtlmRefused", level: .warning, channel: .signet, provider: .signet,
            template: .clientName + .clientAddress, isUnproven: true),
    ]

    private static let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

    package static func definition(of id: UInt16) -> EventDefinition? { self.byID[id] }
}

extension TemplateField {
    fileprivate static let policy = TemplateField("UInt32", "SPNValidationPolicy")
}

extension [TemplateField] {
    fileprivate static let clientName = [TemplateField("UInt16", "ClientNameLength"), TemplateField("UnicodeString", "ClientName")]
    fileprivate static let userName = [TemplateField("UInt16", "UserNameLength"), TemplateField("UnicodeString", "UserName")]
    fileprivate static let clientAddress = [TemplateField("UInt32", "ClientAddressLength"), TemplateField("Binary", "ClientAddress")]
    fileprivate static let session = .clientName + .userName + .clientAddress + [TemplateField("HexInt64", "SessionID")]

    fileprivate static func terms(_ prefix: String) -> [TemplateField] {
        ["Dialect", "Capabilities", "SecurityMode"].map { TemplateField("HexInt32", prefix + $0) }
    }
}
