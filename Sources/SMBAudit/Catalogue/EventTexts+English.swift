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
            EventID.levelRefused: Message(
                sentence: "A proven logon was refused because of the SPN it carried, or did not carry.",
                labels: [
                    ("ClientName", "Client name"), ("UserName", "User name"), ("SessionId", "Session ID"), ("Status", "Status"),
                    ("SPN", "SPN"),
                    ("SPNValidationPolicy", "EPA policy"),
                ],
                guidance: "SmbServerNameHardeningLevel demands it. The password was right and no failed logon is counted."),
            EventID.smb1Refused: Message(
                sentence: "A client that speaks only SMB1 was refused.",
                labels: [("ClientName", "Client name")],
                guidance: "SMB1 is not served. Update the client, or enable SMB 2 or later on it."),
            EventID.badSignature: Message(
                sentence: "A request carried a signature that does not verify, and was refused.",
                labels: [("ClientName", "Client name"), ("UserName", "User name"), ("SessionID", "Session ID")],
                guidance: "The request was changed on its way, comes from somebody without the session's key, or the client signs wrongly."),
            EventID.unsignedWhereDue: Message(
                sentence: "A request without a signature came on a session that requires signing, and was refused.",
                labels: [("ClientName", "Client name"), ("UserName", "User name"), ("SessionID", "Session ID")],
                guidance: "The client cannot sign, or somebody without the session's key sent the request."),
            EventID.recordsLost: Message(
                sentence: "Records of the audit could not be stored and are lost.",
                labels: [("Count", "Count"), ("FirstLost", "From"), ("LastLost", "To")],
                guidance: "The disk was full, or something else held the database. What clients did in that time is not known."),
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
