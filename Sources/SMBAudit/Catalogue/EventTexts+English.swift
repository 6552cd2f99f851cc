// SPDX-License-Identifier: Apache-2.0

extension EventTexts {
    static let english = EventTexts(
        messages: [
            EventID.clientLacksSigning: Message(
                sentence: "A client logged on that does not offer SMB signing.",
                labels: [
                    ("ClientName", "Client name"), ("UserName", "User name"), ("ServerRequiresSigning", "Server requires signing"),
                ],
                guidance: "Once signing is required, this client fails unless it can sign after all."),
            EventID.clientLacksEncryption: Message(
                sentence: "A client logged on that cannot encrypt.",
                labels: [
                    ("ClientName", "Client name"), ("ServerRequiresEncryption", "Server requires encryption"),
                    ("SmbClientDoesNotSupportEncryptionType", "What is missing"),
                ],
                guidance:
                    "Once encryption is required, this client is refused. 1: its dialect has none. 2: it speaks 3.0 or 3.0.2 and does "
                    + "not announce it. 3: it speaks 3.1.1 and offers no cipher. 4: it offers none that this server allows."),
            EventID.spnAbsent: Message(
                sentence: "A client logged on without naming the server it meant (no SPN).",
                labels: [("ClientName", "Client name"), ("Status", "SPN query status"), ("SPNValidationPolicy", "EPA policy")],
                guidance: "Once an SPN is required, this client is refused."),
            EventID.spnUnrecognized: Message(
                sentence: "A client logged on with an SPN that is not this server's.",
                labels: [
                    ("ClientName", "Client name"), ("SPN", "SPN"), ("ServiceClassIsValid", "Service class is valid"),
                    ("PrincipalNameIsValid", "Principal name is valid"), ("SPNValidationPolicy", "EPA policy"),
                ],
                guidance: "Once SPNs are validated, this client is refused. If the name is an alias of this server, add it to "
                    + "SrvAllowedServerNames; if it is another server's, the logon may have been relayed."),
            EventID.spnEmpty: Message(
                sentence: "A client logged on with an empty SPN.",
                labels: [("ClientName", "Client name"), ("SPNValidationPolicy", "EPA policy")],
                guidance: "It could name the server and did not. Once an SPN is required, it is refused."),
            EventID.smb1ClientLacksSigning: Message(
                sentence: "A client of SMB1 logged on that did not ask for SMB signing, which was offered to it.",
                labels: [("ClientName", "Client name"), ("ServerRequiresSigning", "Server requires signing")],
                guidance:
                    "SMB1 does not let a client say that it cannot sign, so this proves nothing. Systems before Windows Vista, and Windows "
                    + "XP and Server 2003 without their later updates, sign only where signing was switched on in them: those fail once "
                    + "it is required. Later ones sign when the server requires it, although they do not ask. A trial shows which it is."),
            EventID.sessionAuthFailure: Message(
                sentence: "A logon failed, or was proven and refused.",
                labels: [
                    ("ClientName", "Client name"), ("UserName", "User name"), ("SessionId", "Session ID"), ("Status", "Status"),
                    ("SPN", "SPN"),
                    ("SPNValidationPolicy", "EPA policy"), ("ReasonCode", "Reason code"),
                ],
                guidance:
                    "Reason code 0: the logon itself failed. All others: it was right, no failed logon is counted, and it was refused by "
                    + "SmbServerNameHardeningLevel because of its SPN (1), by RequireRelayProtection (2, or 3: the challenge had been rewritten), "
                    + "because the client cannot encrypt (4), or because another user's key signs the SMB1 connection (5)."),
            EventID.smb1Access: Message(
                sentence: "SMB1 access",
                labels: [("ClientName", "Client address")],
                guidance: "The client tried to reach the server with SMB1. Find out what it is and update it."),
            EventID.insecureGuest: Message(
                sentence: "An unknown user was let in as guest.",
                labels: [("ClientName", "Client name")],
                guidance: "A guest's session can be neither signed nor encrypted. Give the client a user and a password."),
            EventID.trialEnded: Message(
                sentence: "A trial ended: a client was made to sign on one connection.",
                labels: [
                    ("ClientName", "Client name"), ("UserName", "User name"), ("Dialect", "Dialect"), ("Outcome", "Outcome"),
                    ("SignedRequests", "Signed requests"),
                ],
                guidance: "Its next connection gets the ordinary settings. Without a user name nobody logged on, and it may have been any "
                    + "client of that address."),
            EventID.relayProtectionRefused: Message(
                sentence: "A proven logon was refused because nothing would have kept it from being relayed.",
                labels: [("ClientName", "Client name"), ("UserName", "User name"), ("SessionID", "Session ID"), ("Reason", "Reason")],
                guidance:
                    "RequireRelayProtection demands it. With the reason rewrittenChallenge somebody stands between the client and this "
                    + "server; with relayProtection the session had neither an SPN of its own nor signing nor encryption. With anothersKey "
                    + "(RequireSecuritySignature demands it too) another user had logged on to the same SMB1 connection before, whose key "
                    + "signs it: a client that serves several users needs a connection for each."),
            EventID.negotiateNotValidated: Message(
                sentence: "A session began its work without validating what was negotiated.",
                labels: [("ClientName", "Client name"), ("UserName", "User name"), ("SessionID", "Session ID")],
                guidance: "On dialects 3.0 and 3.0.2 that is what shows a downgrade. Some clients never validate; of one that did before, "
                    + "somebody may have taken it out."),
            EventID.nullSessionRefused: Message(
                sentence: "An anonymous session was refused a share or pipe.",
                labels: [("ClientName", "Client name"), ("ObjectName", "Name")],
                guidance: "NullSessionShares and NullSessionPipes name what such sessions may reach while RestrictNullSessAccess is 1."),
            EventID.negotiateRefused: Message(
                sentence: "A negotiation was refused because what protects it was missing or made no sense.",
                labels: [("ClientName", "Client name"), ("Status", "Status")],
                guidance: "The client is broken, or somebody changed its request on the way."),
            EventID.smb1Refused: Message(
                sentence: "A client that speaks only SMB1 was refused.",
                labels: [("ClientName", "Client name")],
                guidance: "SMB1 is off, or the client speaks no NT LM 0.12. Update the client, or enable SMB 2 or later on it."),
            EventID.badSignature: Message(
                sentence: "A request carried a signature that does not verify, and was refused.",
                labels: [("ClientName", "Client name"), ("UserName", "User name"), ("SessionID", "Session ID")],
                guidance: "The request was changed on its way, comes from somebody without the session's key, or the client signs wrongly."),
            EventID.unencryptedAccess: Message(
                sentence: "Access without encryption was refused where encryption is required.",
                labels: [
                    ("ClientName", "Client name"), ("UserName", "User name"), ("ShareName", "Share"), ("SessionID", "Session ID"),
                ],
                guidance:
                    "The client cannot encrypt or does not do so. Without a share it is the server that requires encryption (EncryptData)."),
            EventID.decryptionFailed: Message(
                sentence: "A request could not be decrypted, and its connection was closed.",
                labels: [("ClientName", "Client name"), ("Status", "Status"), ("SessionID", "Session ID")],
                guidance: "It was changed on its way, or comes from somebody without the session's key."),
            EventID.unsignedWhereDue: Message(
                sentence: "A request without a signature came on a session that requires signing, and was refused.",
                labels: [("ClientName", "Client name"), ("UserName", "User name"), ("SessionID", "Session ID")],
                guidance: "The client cannot sign, or somebody without the session's key sent the request."),
            EventID.recordsLost: Message(
                sentence: "Records of the audit could not be stored and are lost.",
                labels: [("Count", "Count"), ("FirstLost", "From"), ("LastLost", "To")],
                guidance: "The disk was full, or something else held the database. What clients did in that time is not known."),
            EventID.legacyAnswerRefused: Message(
                sentence: "An NTLMv1 answer was refused.",
                labels: [("ClientName", "Client name"), ("UserName", "User name"), ("Answer", "Answer")],
                guidance: "The password was not looked at, and nothing shows who sent it. Make the client use NTLMv2 or Kerberos."),
            EventID.challengeRewritten: Message(
                sentence: "The challenge was rewritten on its way to the client.",
                labels: [
                    ("ClientName", "Client name"), ("UserName", "User name"), ("SessionID", "Session ID"), ("SPN", "SPN"),
                    ("SPNValidationPolicy", "EPA policy"),
                ],
                guidance: "The user is proven, and proved to have seen another challenge than this server sent: somebody stands between "
                    + "the two. RequireRelayProtection refuses such a logon."),
            EventID.ntlmUsed: Message(
                sentence: "A user logged on by NTLM.",
                labels: [("ClientName", "Client name"), ("UserName", "User name")],
                guidance: "Give the client Kerberos (a name of this server instead of its address, and a ticket) before "
                    + "RestrictReceivingNTLMTraffic refuses NTLM."),
            EventID.ntlmRefused: Message(
                sentence: "A client that wanted to log on by NTLM was refused.",
                labels: [("ClientName", "Client name")],
                guidance: "RestrictReceivingNTLMTraffic demands it. The client has no ticket for this server, or used its address."),
            EventID.negotiateValidationFailed: Message(
                sentence: "What a client negotiated is not what it says it asked for, and its connection was closed.",
                labels: [
                    ("ClientName", "Client name"), ("UserName", "User name"), ("SessionID", "Session ID"),
                    ("ExpectedDialect", "Expected dialect"),
                    ("ExpectedCapabilities", "Expected capabilities"), ("ExpectedSecurityMode", "Expected security mode"),
                    ("ReceivedDialect", "Received dialect"), ("ReceivedCapabilities", "Received capabilities"),
                    ("ReceivedSecurityMode", "Received security mode"),
                ],
                guidance: "Somebody between the two may have changed the negotiation."),
            EventID.dialectOutsideRange: Message(
                sentence: "A client was refused because it speaks no dialect in the allowed range.",
                labels: [
                    ("ClientName", "Client name"), ("Dialects", "Dialects"), ("MinSmb2Dialect", "Minimum"), ("MaxSmb2Dialect", "Maximum"),
                ],
                guidance: "MinSmb2Dialect and MaxSmb2Dialect set the range."),
        ],
        levels: [.error: "Error", .warning: "Warning", .information: "Information"],
        policies: [
            0: "0 (off)", 1: "1 (accept if provided by client)", 2: "2 (required from client)",
        ],
        yes: "yes", no: "no")
}
