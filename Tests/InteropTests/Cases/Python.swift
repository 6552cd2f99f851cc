// SPDX-License-Identifier: Apache-2.0

extension ClientCase {
    static let python: [ClientCase] =
        // impacket echoes the name out of the server's own challenge: it looks perfect and proves nothing against a relay.
        [("0202", "2.0.2"), ("0210", "2.1"), ("0300", "3.0"), ("0311", "3.1.1")].map { (number: String, dialect: String) in
            .python("impacket \(dialect)", ["impacket", "--dialect", number], dialect: dialect)
        } + [
            // Left to itself this version offers nothing newer.
            .python("impacket by multi-protocol negotiate", ["impacket"], dialect: "3.0"),
            .python("smbprotocol 2.0.2", ["smbprotocol", "--dialect", "0202"], dialect: "2.0.2"),
            .python("smbprotocol 2.1", ["smbprotocol", "--dialect", "0210"], dialect: "2.1"),
            .python("smbprotocol 3.0", ["smbprotocol", "--dialect", "0300"], dialect: "3.0"),
            .python("smbprotocol 3.0.2", ["smbprotocol", "--dialect", "0302"], dialect: "3.0.2"),
            .python("smbprotocol signing 2.1", ["smbprotocol", "--dialect", "0210", "--signing", "required"], dialect: "2.1"),
            .python("smbprotocol signing 3.0.2", ["smbprotocol", "--dialect", "0302", "--signing", "required"], dialect: "3.0.2"),
            .python("smbprotocol signing 3.1.1", ["smbprotocol", "--signing", "required"], dialect: "3.1.1"),
            // It logs on, then sends a TREE_CONNECT that nothing protects: [MS-SMB2] 3.3.5.7 has the server disconnect.
            .python("smbprotocol 3.1.1 unsigned", ["smbprotocol", "--dialect", "0311"], dialect: "3.1.1", proof: .refused),
            // The KB's false positive: it says nowhere that it can sign, and signs.
            .python(
                "smbprotocol 2.1 signing unannounced", ["smbprotocol", "--dialect", "0210", "--signing", "unannounced"], dialect: "2.1",
                events: [.noSigning]),
            .python(
                "smbprotocol 3.0.2 signing unannounced", ["smbprotocol", "--dialect", "0302", "--signing", "unannounced"], dialect: "3.0.2",
                events: [.noSigning]),
            // The KB's false negative: it says that it can sign, and signs wrongly. 3.x makes it sign something whatever is required.
            .python("impacket 2.1 signing wrongly", ["impacket", "--dialect", "0210", "--signing", "broken"], dialect: "2.1"),
            .python(
                "smbprotocol 3.0.2 signing wrongly", ["smbprotocol", "--dialect", "0302", "--signing", "broken"], dialect: "3.0.2",
                proof: .refused, signingBreaks: true),
            // Given an address it names no host, and a realm that NTLM's target names have no place for.
            .python("aiosmb 2.1", ["aiosmb"], dialect: "2.1", events: [.unrecognized("cifs/None@WORKGROUP")]),
            // pysmb skips the SMB2 NEGOTIATE and sends no SPN.
            .python("pysmb", ["pysmb"], dialect: "2.0.2", events: [.noSPN()]),
            .python("pysmb never signing", ["pysmb", "--signing", "never"], dialect: "2.0.2", events: [.noSPN()]),
            .python(
                "pysmb at hardening level 1", ["pysmb"], dialect: "2.0.2", settings: ["SmbServerNameHardeningLevel=1"],
                events: [.noSPN(level: 1)]),
            .python(
                "pysmb at hardening level 2", ["pysmb"], dialect: "2.0.2", settings: ["SmbServerNameHardeningLevel=2"],
                events: [.noSPN(level: 2)], proof: .refused),
            .python(
                "pysmb where relay protection is required", ["pysmb"], dialect: "2.0.2", settings: ["RequireRelayProtection=1"],
                events: [.noSPN()]),
            .python(
                "pysmb never signing where relay protection is required", ["pysmb", "--signing", "never"], dialect: "2.0.2",
                settings: ["RequireRelayProtection=1"], events: [.noSPN()], proof: .refused, signingBreaks: true),
            .python(
                "impacket where relay protection is required", ["impacket", "--dialect", "0311"], dialect: "3.1.1",
                settings: ["RequireRelayProtection=1"]),
        ]

    static func python(
        _ name: String, _ arguments: [String], dialect: String, settings: [String] = [], events: [ExpectedEvent] = [],
        proof: Proof = .printedDigest, signingBreaks: Bool = false
    ) -> ClientCase {
        ClientCase(
            name: name,
            command: { server in
                [Checkout.python, "\(Checkout.peers)/session.py"] + arguments
                    + [
                        "--port", "\(arguments.contains("--netbios") ? server.netBIOSPort : server.port)", "--share", SignetServer.share,
                        "--user", SignetServer.user,
                    ]
            },
            proof: proof, work: .printedDigest, settings: settings, dialect: dialect, signingBreaks: signingBreaks, events: events)
    }
}
