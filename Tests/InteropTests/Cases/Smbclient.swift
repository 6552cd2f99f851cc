// SPDX-License-Identifier: Apache-2.0

extension ClientCase {
    /// Samba's client names the server as it was typed, so an address or an own name is a good SPN.
    static let smbclient: [ClientCase] =
        [("SMB2_02", "2.0.2"), ("SMB2_10", "2.1"), ("SMB3_00", "3.0"), ("SMB3_02", "3.0.2"), ("SMB3_11", "3.1.1")].map {
            (name: String, dialect: String) in
            .smbclient("at most \(dialect)", ["-m", name], dialect: dialect)
        } + [
            .smbclient("by multi-protocol negotiate", ["--option=client min protocol=NT1"]),
            .smbclient("to localhost", to: "localhost"),
            .smbclient("to the server's own name", to: SignetServer.name, ["-I", "127.0.0.1"]),
            .smbclient("to a foreign name", to: "OTHERNAME", ["-I", "127.0.0.1"], events: [.unrecognized("cifs/OTHERNAME")]),
            .smbclient("with signing off", ["--option=client signing=disabled"]),
            .smbclient("with signing desired", ["--option=client signing=desired"]),
            .smbclient("with signing required", ["--option=client signing=required"]),
            .smbclient("signed 2.0.2", ["-m", "SMB2_02", "--client-protection=sign"], dialect: "2.0.2"),
            .smbclient("signed 3.0", ["-m", "SMB3_00", "--client-protection=sign"], dialect: "3.0"),
            .smbclient("signed by a server that requires it", settings: ["RequireSecuritySignature=1"]),
            .smbclient("carried by its SPN where relay protection is required", settings: ["RequireRelayProtection=1"]),
            .smbclient(
                "made to sign where relay protection is required", to: "OTHERNAME", ["-I", "127.0.0.1"],
                settings: ["RequireRelayProtection=1"], events: [.unrecognized("cifs/OTHERNAME")]),
            // It signs all the same where it is told that it must.
            .smbclient(
                "with signing off where relay protection is required", ["--option=client signing=disabled", "-m", "SMB2_10"],
                settings: ["RequireRelayProtection=1"], dialect: "2.1"),
            .smbclient("by address at hardening level 2", settings: ["SmbServerNameHardeningLevel=2"]),
            .smbclient(
                "by a name from SrvAllowedServerNames", to: "alias.example", ["-I", "127.0.0.1"],
                settings: ["SmbServerNameHardeningLevel=2", "SrvAllowedServerNames=alias.example,192.0.2.1"]),
        ]
        + ["AES-128-GMAC", "AES-128-CMAC", "HMAC-SHA256"].map { algorithm in
            .smbclient("signed with \(algorithm)", ["--client-protection=sign", "--option=client smb3 signing algorithms=\(algorithm)"])
        }

    /// What the server turns away, and what it says of it.
    static let refusals: [ClientCase] = [
        .smbclient("with a wrong password", password: "wrong", proof: .refused, dialect: nil),
        .smbclient("of no user at all", ["-N"], anonymous: true, proof: .refused, dialect: nil),
        .smbclient(
            "that speaks SMB1 only", ["-m", "NT1", "--option=client min protocol=NT1"], proof: .refused,
            settings: ["AuditSmb1Access=1"], dialect: nil, events: [.smb1Refused, .smb1Access]),
        .smbclient(
            "to a foreign name at hardening level 1", to: "OTHERNAME", ["-I", "127.0.0.1"], proof: .refused,
            settings: ["SmbServerNameHardeningLevel=1"], events: [.unrecognized("cifs/OTHERNAME", level: 1)]),
        .smbclient(
            "as guest where relay protection is required", user: "stranger", proof: .refused,
            settings: ["RequireRelayProtection=1", "AllowGuest=1"], shareOptions: ",guest", dialect: nil),
        .smbclient(
            "older than MinSmb2Dialect", ["-m", "SMB2_10"], proof: .refused, settings: ["MinSmb2Dialect=768"], dialect: nil),
    ]

    /// What uses libsmbclient, and what speaks SMB1 and nothing else.
    static let others: [ClientCase] = [
        ClientCase(
            name: "smbget",
            command: { server in
                [
                    "smbget", "-n", "-U", "\(SignetServer.user)%\(SignetServer.password)", "-o", server.scratch.path("back.bin"),
                    "smb://127.0.0.1:\(server.port)/\(SignetServer.share)/lent.bin",
                ]
            },
            proof: .fetchedFile, dialect: "3.1.1"),
        ClientCase(
            name: "curl smb://",
            command: { server in
                [
                    "curl", "--silent", "--show-error", "--output", server.scratch.path("back.bin"), "--user",
                    "\(SignetServer.user):\(SignetServer.password)", "smb://127.0.0.1:\(server.port)/\(SignetServer.share)/lent.bin",
                ]
            },
            proof: .refused, settings: ["AuditSmb1Access=1"], events: [.smb1Refused, .smb1Access]),
    ]

    static let rpc: [ClientCase] = [
        ClientCase(
            name: "smbclient -L",
            command: { server in
                [
                    "smbclient", "-s", "/dev/null", "-L", "127.0.0.1", "-p", "\(server.port)", "-U",
                    "\(SignetServer.user)%\(SignetServer.password)",
                ]
            },
            proof: .printed([SignetServer.share, "IPC$"]), dialect: "3.1.1"),
        ClientCase(
            name: "rpcclient srvinfo, netshareenum",
            command: { server in
                [
                    "rpcclient", "-s", "/dev/null", "-p", "\(server.port)", "-U", "\(SignetServer.user)%\(SignetServer.password)",
                    "127.0.0.1", "-c", "srvinfo; netshareenum 1",
                ]
            },
            proof: .printed(["platform_id", "netname: \(SignetServer.share)"]), dialect: "3.1.1"),
    ]

    static func smbclient(
        _ what: String, to host: String = "127.0.0.1", _ options: [String] = [], user: String = SignetServer.user,
        password: String = SignetServer.password, anonymous: Bool = false, proof: Proof = .copiedFile, settings: [String] = [],
        shareOptions: String = "",
        dialect: String? = "3.1.1",
        events: [ExpectedEvent] = []
    ) -> ClientCase {
        ClientCase(
            name: "smbclient \(what)",
            command: { server in
                ["smbclient", "-s", "/dev/null", "//\(host)/\(SignetServer.share)", "-p", "\(server.port)"]
                    + (anonymous ? [] : ["-U", "\(user)%\(password)"]) + options
                    + ["-c", self.fileWork(in: server.scratch.path("."))]
            },
            proof: proof, work: .copiedFile, settings: settings, shareOptions: shareOptions, dialect: dialect, events: events)
    }

    static func fileWork(in folder: String) -> String {
        [
            #"lcd "\#(folder)""#, "mkdir work", #"put one.bin work\one.bin"#, #"ls work\*"#, #"get work\one.bin back.bin"#,
            #"rename work\one.bin work\two.bin"#, #"del work\two.bin"#, "rmdir work", "put one.bin kept.bin",
        ].joined(separator: "; ")
    }
}
