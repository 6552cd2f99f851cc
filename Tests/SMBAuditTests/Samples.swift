// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBWire

/// Values to start from; tests change what they are about.
enum Sample {
    static let client = ClientIdentity(address: "192.0.2.7", workstation: "SCANNER")

    static func logon(
        user: String = "alice", kind: LogonKind = .user, dialect: UInt16 = 0x0311, negotiate: UInt16? = 1, sessionSetup: UInt8 = 1,
        spn: SPNVerdict = .accepted(spn: "cifs/files", tolerances: []), signingRequired: Bool = false, refusedByLevel: Bool = false,
        capabilities: UInt32 = 0, ciphers: [UInt16] = [], netname: String? = nil, mechanism: Mechanism = .ntlmv2
    ) -> LogonFact {
        var logon = LogonFact(
            sessionID: 0x1122, user: user, domain: "", kind: kind, dialect: dialect, negotiateMode: negotiate,
            sessionSetupMode: sessionSetup,
            mechanism: mechanism, wrapping: .spnego, targetName: self.target(spn), spn: spn, hasMIC: true, netname: netname,
            capabilities: capabilities, ciphers: ciphers, signingRequired: signingRequired, refusedByLevel: refusedByLevel)
        logon.nameOrigin = .typed
        return logon
    }

    static func refused(_ refusal: LogonRefusal) -> LogonFact {
        var logon = Sample.logon()
        logon.refusal = refusal
        logon.refusedByLevel = refusal == .level
        return logon
    }

    static func failure(_ reason: String) -> FailedLogonFact {
        FailedLogonFact(status: .logonFailure, reason: reason, claimedUser: "root", claimedDomain: "")
    }

    /// A logon whose client saw another challenge than was sent.
    static var rewritten: LogonFact {
        var logon = self.logon()
        logon.challengeWasRewritten = true
        return logon
    }

    private static func target(_ verdict: SPNVerdict) -> TargetName {
        switch verdict {
        case .absent(let status): status == SPNVerdict.unsupportedFunction ? .unsupported : .absent
        case .empty: .empty
        case .unrecognized(let spn, _, _), .accepted(let spn, _): .present(spn)
        }
    }

    static func kind(
        _ logon: LogonFact, valid: UInt64 = 0, unsigned: UInt64 = 0, bad: UInt64 = 0, encrypted: UInt64 = 0, count: Int = 1,
        client: ClientIdentity = Sample.client,
        last: Int64 = 1_769_860_800
    ) -> SessionKind {
        SessionKind(
            client: client, logon: logon, firstSeen: NTTime(unixSeconds: last - 3600), lastSeen: NTTime(unixSeconds: last), count: count,
            signatures: SignatureCounts(valid: valid, unsigned: unsigned, bad: bad, encrypted: encrypted))
    }

    static func record(_ event: AuditEvent, id: UInt64 = 1) -> EventRecord {
        EventRecord(recordID: id, time: NTTime(unixSeconds: 1_769_860_800), computer: "files.example", event: event)
    }
}

extension SPNVerdict {
    static let nothingSent = SPNVerdict.absent(status: SPNVerdict.targetUnknown)
    static let foreign = SPNVerdict.unrecognized(spn: "cifs/other", classIsValid: true, principalIsValid: false)
}
