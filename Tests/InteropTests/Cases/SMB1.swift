// SPDX-License-Identifier: Apache-2.0

/// Clients of NT LM 0.12, where an administrator switched it on. Their signing is judged by 3027.
extension ClientCase {
    static let smb1: [ClientCase] = smb1Samba + smb1Python + smb1Others

    /// How listings name the dialect.
    static let ntLanManager = "NT LM 0.12"
    private static let isOn = "SMB1=1"
    /// NTLMv1 is taken where it is 4 or less.
    private static let ntlmV1 = "LmCompatibilityLevel=4"

    private static let smb1Samba: [ClientCase] = [
        .smb1("signing off", ["--option=client signing=disabled"], events: [.smb1Unsigned()]),
        .smb1("signing desired", ["--option=client signing=desired"]),
        .smb1("signing required", ["--option=client signing=required"]),
        .smb1("signing required by the server", ["--option=client signing=desired"], settings: ["RequireSecuritySignature=1"]),
        .smb1("audited", ["--option=client signing=desired"], settings: ["AuditSmb1Access=1"], events: [.smb1Access]),
        .smb1(
            "to a foreign name", to: "OTHERNAME", ["-I", "127.0.0.1", "--option=client signing=desired"],
            events: [.unrecognized("cifs/OTHERNAME")]),
        .smb1(
            "to a foreign name at hardening level 1", to: "OTHERNAME", ["-I", "127.0.0.1", "--option=client signing=desired"],
            proof: .refused, settings: ["SmbServerNameHardeningLevel=1"], events: [.unrecognized("cifs/OTHERNAME", level: 1)]),
        // Without SPNEGO the proof holds no name of the server's making, and no SPN.
        .smb1(
            "without SPNEGO", ["--option=client use spnego=no", "--option=client signing=desired"], events: [.noSPN()]),
        .smb1(
            "without SPNEGO, signing off", ["--option=client use spnego=no", "--option=client signing=disabled"],
            events: [.noSPN(), .smb1Unsigned()]),
        .smb1(
            "NTLMv1", ["--option=client ntlmv2 auth=no", "--option=client signing=desired"], settings: [ntlmV1],
            events: [.cannotNameServer]),
        .smb1(
            "NTLMv1 without SPNEGO",
            ["--option=client ntlmv2 auth=no", "--option=client use spnego=no", "--option=client signing=desired"], settings: [ntlmV1],
            events: [.cannotNameServer]),
        .smb1(
            "NTLMv1 where only NTLMv2 is taken", ["--option=client ntlmv2 auth=no"], proof: .refused, dialect: nil),
        .smb1("with a wrong password", ["--option=client signing=desired"], password: "wrong", proof: .refused, dialect: nil),
        .smb1("on a share that is closed to it", ["--option=client signing=desired"], proof: .refused, shareOptions: ",nosmb1"),
    ]

    private static let smb1Python: [ClientCase] = [
        // It takes the name out of the server's challenge, as in every dialect.
        .python(
            "impacket NT1", ["impacket", "--dialect", "NT1"], dialect: ntLanManager, settings: [isOn], events: [.smb1Unsigned()]),
        .python(
            "impacket NT1 where signing is required", ["impacket", "--dialect", "NT1"], dialect: ntLanManager,
            settings: [isOn, "RequireSecuritySignature=1"]),
        .python(
            "pysmb NT1", ["pysmb", "--dialect", "NT1"], dialect: ntLanManager, settings: [isOn], events: [.noSPN(), .smb1Unsigned()]),
        // It signs, and says nothing of it.
        .python(
            "pysmb NT1 where signing is required", ["pysmb", "--dialect", "NT1"], dialect: ntLanManager,
            settings: [isOn, "RequireSecuritySignature=1"], events: [.noSPN(), .smb1Unsigned(isRequired: true)]),
        .python(
            "pysmb NT1 in a NetBIOS session", ["pysmb", "--dialect", "NT1", "--netbios"], dialect: ntLanManager, settings: [isOn],
            events: [.noSPN(), .smb1Unsigned()]),
        .python("pysmb in a NetBIOS session", ["pysmb", "--netbios"], dialect: "2.0.2", events: [.noSPN()]),
        .python(
            "pysmb NT1 with NTLMv1", ["pysmb", "--dialect", "NT1", "--ntlm", "1"], dialect: ntLanManager, settings: [isOn, ntlmV1],
            events: [.cannotNameServer, .smb1Unsigned()]),
    ]

    private static let smb1Others: [ClientCase] = [
        .curl(
            "where SMB1 and NTLMv1 are on", proof: .fetchedFile, settings: [isOn, ntlmV1], events: [.cannotNameServer, .smb1Unsigned()]),
        // All that it knows is NTLMv1.
        .curl("where SMB1 is on and NTLMv1 is not", proof: .refused, settings: [isOn], events: []),
        .nmap("smb-protocols", printing: ["NT LM 0.12 (SMBv1)", "311"]),
        // It gives NTLM answers of lengths that no server knows, so it stays outside.
        .nmap("smb-security-mode", printing: ["challenge_response: supported", "message_signing: supported"]),
    ]

    private static func smb1(
        _ what: String, to host: String = "127.0.0.1", _ options: [String] = [], password: String = SignetServer.password,
        proof: Proof = .copiedFile, settings: [String] = [], shareOptions: String = "", dialect: String? = ntLanManager,
        events: [ExpectedEvent] = []
    ) -> ClientCase {
        .smbclient(
            "NT1 \(what)", to: host, ["-m", "NT1", "--option=client min protocol=NT1"] + options, password: password, proof: proof,
            settings: [isOn] + settings, shareOptions: shareOptions, dialect: dialect, events: events)
    }

    private static func curl(_ what: String, proof: Proof, settings: [String], events: [ExpectedEvent]) -> ClientCase {
        var row = ClientCase(
            name: "curl smb:// \(what)",
            command: { server in
                [
                    "curl", "--silent", "--show-error", "--output", server.scratch.path("back.bin"), "--user",
                    "\(SignetServer.user):\(SignetServer.password)", "smb://127.0.0.1:\(server.port)/\(SignetServer.share)/lent.bin",
                ]
            },
            proof: proof, settings: settings, events: events)
        if case .fetchedFile = proof { row.dialect = ntLanManager }
        return row
    }

    /// Its scripts speak SMB1 of their own making.
    private static func nmap(_ script: String, printing texts: [String]) -> ClientCase {
        ClientCase(
            name: "nmap \(script)",
            command: { server in
                [
                    "nmap", "-Pn", "-n", "-p", "\(server.port)", "--script", script, "--script-args", "smbport=\(server.port)", "127.0.0.1",
                ]
            },
            proof: .printed(texts), settings: [isOn])
    }
}

extension ExpectedEvent {
    /// 3027: the client of SMB1 logged on without a word of signing.
    static func smb1Unsigned(isRequired: Bool = false) -> ExpectedEvent {
        ExpectedEvent(id: 3027, fields: ["ClientName": Self.clientName, "ServerRequiresSigning": .boolean(isRequired)])
    }

    /// 3000: somebody speaks SMB1.
    static let smb1Access = ExpectedEvent(id: 3000, fields: ["ClientName": Self.clientName])

    /// 3024: NTLMv1 has no place for an SPN. SEC_E_UNSUPPORTED_FUNCTION says that.
    static let cannotNameServer = ExpectedEvent(
        id: 3024, fields: ["ClientName": Self.clientName, "Status": .string("0x80090302"), "SPNValidationPolicy": .number(0)])
}
