// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBWire

/// Observations to store.
enum Sample {
    static func logon(
        session: UInt64 = 1, user: String = "alice", kind: LogonKind = .user, address: String = "192.0.2.7", workstation: String = "WS1",
        dialect: UInt16 = 0x0311, guid: GUID? = nil, isReauthentication: Bool = false
    ) -> Observation {
        Observation(
            client: ClientIdentity(address: address, workstation: workstation, clientGUID: guid),
            fact: .logon(
                LogonFact(
                    sessionID: session, user: user, domain: "FILES", kind: kind, dialect: dialect, negotiateMode: 1, sessionSetupMode: 1,
                    mechanism: .ntlmv2, wrapping: .spnego, targetName: .present("cifs/files"),
                    spn: .accepted(spn: "cifs/files", tolerances: [.caseFolded, .portIgnored]), avFlags: 2, hasMIC: true, netname: "files",
                    capabilities: 0x7F, ciphers: [2, 1], signingAlgorithms: [2, 1, 0], signingRequired: true,
                    isReauthentication: isReauthentication)))
    }

    static func end(session: UInt64 = 1, valid: UInt64 = 0, unsigned: UInt64 = 0, bad: UInt64 = 0) -> Observation {
        Observation(
            client: ClientIdentity(address: "192.0.2.7"),
            fact: .sessionEnded(sessionID: session, SignatureCounts(valid: valid, unsigned: unsigned, bad: bad)))
    }

    static func failure(address: String = "192.0.2.66", user: String = "root") -> Observation {
        Observation(
            client: ClientIdentity(address: address),
            fact: .logonFailed(
                FailedLogonFact(status: .logonFailure, reason: "wrong password", claimedUser: user, claimedDomain: "")))
    }

    static func badSignature(address: String = "192.0.2.66") -> Observation {
        Observation(
            client: ClientIdentity(address: address),
            fact: .badSignature(RequestFact(sessionID: 1, user: "alice", command: 3, messageID: 7)))
    }

    static let event = AuditEvent(
        id: 3021,
        fields: [
            EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#)),
            EventField("ServerRequiresSigning", .boolean(false)),
        ],
        extra: [
            EventField("A", .uint32(.max)), EventField("B", .uint64(.max)), EventField("C", .hexInt32(0x8009_0303)),
            EventField("D", .hexInt64(1 << 63)), EventField("E", .binary([0, 255])), EventField("F", .guid("{x}")),
            EventField("G", .list(["a", "", "ü"])),
        ])
}
