// SPDX-License-Identifier: Apache-2.0

extension ClientCase {
    /// Clients that log on with a ticket of a real KDC. None of them sends authorization data 144, so each name is the ticket's.
    static let tickets: [ClientCase] =
        [
            .smbclientWithTicket("with a ticket"),
            .smbclientWithTicket("with a ticket, NTLM off", settings: ["RestrictReceivingNTLMTraffic=2"]),
            .smbclientWithTicket("with a ticket at hardening level 2", settings: ["SmbServerNameHardeningLevel=2"]),
            .smbclientWithTicket("with a ticket, signing required", ["--client-protection=sign"], settings: ["RequireSecuritySignature=1"]),
            ClientCase(
                name: "rpcclient with a ticket",
                command: { server in
                    [
                        "rpcclient", "-s", "/dev/null", "-p", "\(server.port)", "-I", "127.0.0.1", "-N", "--use-kerberos=required",
                        "--use-krb5-ccache=\(server.cache)",
                        KDC.host, "-c", "srvinfo; netshareenum 1",
                    ]
                },
                proof: .printed(["platform_id", "netname: \(SignetServer.share)"]), hasTicket: true, dialect: "3.1.1"),
            .pythonWithTicket("smbprotocol with a ticket", ["smbprotocol", "--signing", "required"], dialect: "3.1.1"),
            .pythonWithTicket("smbprotocol 2.1 with a ticket", ["smbprotocol", "--dialect", "0210"], dialect: "2.1"),
            .pythonWithTicket("impacket with a ticket", ["impacket", "--dialect", "0311"], dialect: "3.1.1"),
        ]
        + ["SMB2_02", "SMB3_00"].map { dialect in
            .smbclientWithTicket(
                "with a ticket, \(dialect)", ["-m", dialect], dialect: dialect == "SMB2_02" ? "2.0.2" : "3.0")
        }

    private static func smbclientWithTicket(
        _ what: String, _ options: [String] = [], settings: [String] = [], dialect: String = "3.1.1"
    ) -> ClientCase {
        ClientCase(
            name: "smbclient \(what)",
            command: { server in
                [
                    "smbclient", "-s", "/dev/null", "//\(KDC.host)/\(SignetServer.share)", "-I", "127.0.0.1", "-p", "\(server.port)",
                    "--use-kerberos=required", "--use-krb5-ccache=\(server.cache)",
                ] + options + ["-c", self.fileWork(in: server.scratch.path("."))]
            },
            hasTicket: true, settings: settings, dialect: dialect)
    }

    private static func pythonWithTicket(_ name: String, _ arguments: [String], dialect: String) -> ClientCase {
        ClientCase(
            name: name,
            command: { server in
                [Checkout.python, "\(Checkout.peers)/session.py"] + arguments + [
                    "--ticket", "--realm", KDC.realm, "--host", KDC.host, "--address", "127.0.0.1", "--port", "\(server.port)", "--share",
                    SignetServer.share,
                    "--user", SignetServer.user,
                ]
            },
            proof: .printedDigest, hasTicket: true, dialect: dialect)
    }
}

extension SignetServer {
    /// The credential cache of the site's KDC; without one there is no such file, and the client says so.
    fileprivate var cache: String { self.site.kdc?.credentialCache ?? self.scratch.path("no-cache") }
}
