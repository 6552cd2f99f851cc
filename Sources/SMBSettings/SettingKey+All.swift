// SPDX-License-Identifier: Apache-2.0

extension SettingKey {
    /// The table. A row stands here only when its value does something.
    package static let all: [SettingKey] = [
        flag(
            "RequireSecuritySignature", \.requiresSigning, effect: .newConnections, weakening: .lower,
            "Require signing: an unsigned request of a user is refused."),
        flag(
            "EnableSecuritySignature", \.offersSMB1Signing, effect: .newConnections, weakening: .lower,
            "Offer signing to clients of SMB1, which sign where both sides want to. 1 is the default here (0 on Windows). At 0 nothing is "
                + "learnt of them, and event 3027 is never written. What requires signing offers it as well. SMB 2 and 3 ignore the value."),
        flag(
            "RequireRelayProtection", \.requiresRelayProtection, windows: false, effect: .newConnections, weakening: .lower,
            "Require that each session names this server in its SPN, is encrypted, or signs. NEGOTIATE then announces signing as required, "
                + "and it is enforced where a session has neither of the others."),
        flag(
            "EncryptData", \.encryptsData, effect: .nextLogon, weakening: .lower,
            "Encrypt every session of a user whose client can."),
        flag(
            "RejectUnencryptedAccess", \.rejectsUnencryptedAccess, effect: .nextLogon, weakening: .lower,
            "Refuse clients that cannot encrypt where EncryptData or a share demands it (event 1003)."),
        SettingKey(
            name: "CipherSuiteOrder", kind: .selection(Settings().cipherOrder), paths: [.policy, .parameters], isKnownToWindows: true,
            effect: .newConnections, weakening: .additions,
            summary: "Ciphers that may be used. SMB 3.0 and 3.0.2 have AES_128_CCM only: without it they are not encrypted.",
            read: { .multiString($0.cipherOrder) },
            write: { settings, value in
                guard case .multiString(let names) = value else { return }
                settings.cipherOrder = names.map { $0.uppercased() }
            }),
        flag(
            "HonorCipherSuiteOrder", \.honorsCipherOrder, policy: true, effect: .newConnections, weakening: .lower,
            "Choose by the order of CipherSuiteOrder; otherwise the client's order decides."),
        flag(
            "AuditClientDoesNotSupportEncryption", \.auditsEncryption, policy: true, effect: .nextLogon, weakening: .lower,
            "Report clients that cannot encrypt (event 3022)."),
        flag(
            "AuditClientDoesNotSupportSigning", \.auditsSigning, policy: true, effect: .nextLogon, weakening: .lower,
            "Report clients that say they cannot sign (event 3021), and those of SMB1 that do not ask for it where it is offered (3027)."),
        flag(
            "AuditClientSpnSupport", \.auditsSPN, policy: true, effect: .nextLogon, weakening: .lower,
            "Report clients that send no SPN, an empty one or a foreign one (events 3024, 3025, 3026). Set in the registry or on the "
                + "command line it switches the signing audit too where AuditClientDoesNotSupportSigning is set nowhere, as KB5066913 prints it."
        ),
        flag(
            "AuditSmb1Access", \.auditsSMB1, effect: .newConnections, weakening: .lower,
            "Report clients that offer nothing newer than SMB1 (events 1001 and 3000)."),
        flag(
            "AuditInsecureGuestLogon", \.auditsInsecureGuest, policy: true, effect: .nextLogon, weakening: .lower,
            "Report clients that are let in as guest (event 3023)."),
        SettingKey(
            name: "SmbServerNameHardeningLevel", kind: .number(0...2), paths: [.parameters], isKnownToWindows: true, effect: .nextLogon,
            weakening: .lower,
            summary: "SPN target name validation: 0 off, 1 a name that a client sends must be ours, 2 it must send one.",
            read: { .dword(UInt32($0.hardeningLevel.rawValue)) },
            write: { settings, value in
                guard case .dword(let number) = value, let raw = UInt8(exactly: number), let level = HardeningLevel(rawValue: raw) else {
                    return
                }
                settings.hardeningLevel = level
            }),
        names(
            "SrvAllowedServerNames", \.allowedServerNames, effect: .nextLogon,
            "Names and addresses that clients may call this server by, besides its own: aliases, cluster names, NAT addresses."),
        flag(
            "SMB1", \.speaksSMB1, effect: .newConnections, weakening: .higher,
            "Speak SMB1 (NT LM 0.12) with clients that know nothing newer. It encrypts nothing, signs with MD5 and has no protection against "
                + "downgrade: only for devices that cannot be replaced yet."),
        dialect("MinSmb2Dialect", \.minimumDialect, "Oldest dialect that is spoken (event 1061 when a client has none in range)."),
        dialect("MaxSmb2Dialect", \.maximumDialect, "Newest dialect that is spoken."),
        flag(
            "EnableAuthRateLimiter", \.limitsFailedLogons, policy: true, effect: .nextLogon, weakening: .lower,
            "Delay the answer to a failed NTLM logon."),
        number(
            "InvalidAuthenticationDelayTimeInMs", \.failedLogonDelayMilliseconds, 0...10000, policy: true, effect: .nextLogon,
            weakening: .lower,
            "How long that answer is delayed, in milliseconds; 0 turns the delay off."),
        number(
            "LmCompatibilityLevel", \.lmCompatibilityLevel, 0...5, at: .lsa, effect: .nextLogon, weakening: .lower,
            "Which NTLM answers are taken. 5 is the default here (3 on Windows). LM is never taken, and NTLMv1 over SMB1 alone, at 4 or less."
        ),
        number(
            "RestrictReceivingNTLMTraffic", \.ntlmRestriction, 0...2, at: .msv1_0, effect: .nextLogon, weakening: .lower,
            "1 or 2: NTLM is neither offered nor taken (event 60021), so that only tickets open the server; --keytab gives it Kerberos."),
        number(
            "AuditReceivingNTLMTraffic", \.ntlmAudit, 0...2, at: .msv1_0, effect: .nextLogon, weakening: .lower,
            "1 or 2: report every user who logs on by NTLM (event 60020)."),
        number(
            "Smb2CreditsMin", \.minimumCredits, 1...8192, effect: .newConnections, weakening: .none,
            "Credits that a client which asks for them is let grow to at once."),
        number(
            "Smb2CreditsMax", \.maximumCredits, 1...8192, effect: .newConnections, weakening: .none,
            "Most requests that a connection may have in flight."),
        number(
            "MaxSessionPerConnection", \.maximumSessionsPerConnection, 1...65535, effect: .newConnections, weakening: .higher,
            "Most sessions on one connection."),
        number(
            "PendingClientTimeoutInSeconds", \.pendingClientTimeoutSeconds, 1...3600, effect: .newConnections, weakening: .higher,
            "How long a connection may stay without a user."),
        flag(
            "AllowAnonymous", \.allowsAnonymous, windows: false, effect: .nextLogon, weakening: .higher,
            "Take anonymous logons."),
        flag(
            "AllowGuest", \.allowsGuest, windows: false, effect: .nextLogon, weakening: .higher,
            "Take an unknown user as guest, where a share allows guests."),
        flag(
            "RestrictNullSessAccess", \.restrictsNullSessions, effect: .atOnce, weakening: .lower,
            "Keep anonymous sessions to IPC$ and to what NullSessionPipes and NullSessionShares list; at 0 they may do what guests may."),
        names(
            "NullSessionPipes", \.nullSessionPipes, effect: .atOnce,
            "Pipes that anonymous sessions may open; srvsvc lists the shares."),
        names(
            "NullSessionShares", \.nullSessionShares, effect: .atOnce,
            "Shares that anonymous sessions may enter, where guests may and neither signing nor encryption nor relay protection is required."
        ),
        number(
            "MaximumConnections", \.maximumConnections, 1...1_000_000, windows: false, effect: .newConnections, weakening: .higher,
            "Most connections at a time."),
        number(
            "MaximumConnectionsPerAddress", \.maximumConnectionsPerAddress, 1...1_000_000, windows: false, effect: .newConnections,
            weakening: .higher, "Most connections at a time from one address."),
        number(
            "AuditRetentionDays", \.auditRetentionDays, 1...3650, windows: false, effect: .atOnce, weakening: .lower,
            "Days that events and observations are kept."),
        number(
            "AuditMaximumMegabytes", \.auditMaximumMegabytes, 16...1_048_576, windows: false, effect: .atOnce, weakening: .lower,
            "Size that the store of events and observations may reach, in MiB; the oldest go first."),
    ]

    private typealias Field<Value> = any WritableKeyPath<Settings, Value> & Sendable

    private static func flag(
        _ name: String, _ path: Field<Bool>, policy: Bool = false, windows: Bool = true, effect: Effect,
        weakening: Weakening, _ summary: String
    ) -> SettingKey {
        SettingKey(
            name: name, kind: .flag, paths: policy ? [.policy, .parameters] : [.parameters], isKnownToWindows: windows, effect: effect,
            weakening: weakening, summary: summary,
            read: { .dword($0[keyPath: path] ? 1 : 0) },
            write: { settings, value in settings[keyPath: path] = value == .dword(1) })
    }

    private static func number(
        _ name: String, _ path: Field<Int>, _ range: ClosedRange<UInt32>, policy: Bool = false,
        at key: RegistryPath = .parameters, windows: Bool = true, effect: Effect, weakening: Weakening, _ summary: String
    ) -> SettingKey {
        SettingKey(
            name: name, kind: .number(range), paths: policy ? [.policy, key] : [key], isKnownToWindows: windows, effect: effect,
            weakening: weakening, summary: summary,
            read: { .dword(UInt32(clamping: $0[keyPath: path])) },
            write: { settings, value in
                guard case .dword(let number) = value else { return }
                settings[keyPath: path] = Int(number)
            })
    }

    private static func names(_ name: String, _ path: Field<[String]>, effect: Effect, _ summary: String) -> SettingKey {
        SettingKey(
            name: name, kind: .names, paths: [.parameters], isKnownToWindows: true, effect: effect, weakening: .additions, summary: summary,
            read: { .multiString($0[keyPath: path]) },
            write: { settings, value in
                guard case .multiString(let names) = value else { return }
                settings[keyPath: path] = names
            })
    }

    private static func dialect(_ name: String, _ path: Field<UInt16>, _ summary: String) -> SettingKey {
        SettingKey(
            name: name,
            kind: .choice([
                Choice(value: 514, label: "2.0.2"), Choice(value: 528, label: "2.1"), Choice(value: 768, label: "3.0"),
                Choice(value: 770, label: "3.0.2"), Choice(value: 785, label: "3.1.1"),
            ]),
            paths: [.policy, .parameters], isKnownToWindows: true, effect: .newConnections, weakening: .lower, summary: summary,
            read: { .dword(UInt32($0[keyPath: path])) },
            write: { settings, value in
                guard case .dword(let number) = value, let revision = UInt16(exactly: number) else { return }
                settings[keyPath: path] = revision
            })
    }
}
