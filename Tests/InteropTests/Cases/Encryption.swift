// SPDX-License-Identifier: Apache-2.0

extension ClientCase {
    /// Sessions that are encrypted, because the client, the server or the share wants it. Each client fails where it can't encrypt what it
    /// must, and the server refuses the rest: so whoever has done its work has done it encrypted.
    static let encryption: [ClientCase] =
        // One cipher is offered, so it is the one that is used.
        ["AES-128-CCM", "AES-128-GCM", "AES-256-CCM", "AES-256-GCM"].map { cipher in
            .smbclient(
                "encrypting with \(cipher)", ["--client-protection=encrypt", "--option=client smb3 encryption algorithms=\(cipher)"],
                settings: [audit])
        } + [
            .smbclient("encrypting 3.0", ["-m", "SMB3_00", "--client-protection=encrypt"], settings: [audit], dialect: "3.0"),
            .smbclient("encrypting 3.0.2", ["-m", "SMB3_02", "--client-protection=encrypt"], settings: [audit], dialect: "3.0.2"),
            .smbclient("where EncryptData is set", settings: [audit, required]),
            .smbclient("3.0 where EncryptData is set", ["-m", "SMB3_00"], settings: [audit, required], dialect: "3.0"),
            .smbclient(
                "where EncryptData and RequireSecuritySignature are set", settings: [audit, required, "RequireSecuritySignature=1"]),
            .smbclient(
                "where the server's order of ciphers decides",
                settings: [audit, required, "CipherSuiteOrder=AES_256_CCM,AES_128_GCM", "HonorCipherSuiteOrder=1"]),
            .smbclient("on an encrypted share", settings: [audit], shareOptions: ",encrypt"),
            .smbclient("3.0.2 on an encrypted share", ["-m", "SMB3_02"], settings: [audit], shareOptions: ",encrypt", dialect: "3.0.2"),
            .smbclient(
                "2.1 where EncryptData is set", ["-m", "SMB2_10"], proof: .refused, settings: [audit, required], dialect: "2.1",
                events: [.cannotEncrypt(1, isRequired: true), .unencrypted()]),
            .smbclient(
                "2.1 on an encrypted share", ["-m", "SMB2_10"], proof: .refused, settings: [audit], shareOptions: ",encrypt",
                dialect: "2.1", events: [.cannotEncrypt(1, isRequired: false), .unencrypted(share: SignetServer.share)]),
            .smbclient(
                "2.1 where EncryptData is set and RejectUnencryptedAccess is not", ["-m", "SMB2_10"],
                settings: [audit, required, "RejectUnencryptedAccess=0"], dialect: "2.1",
                events: [.cannotEncrypt(1, isRequired: true)]),
            .smbclient(
                "without a cipher in common", ["--option=client smb3 encryption algorithms=AES-128-CCM"], proof: .refused,
                settings: [audit, required, "CipherSuiteOrder=AES_256_GCM"],
                events: [.cannotEncrypt(4, isRequired: true), .unencrypted()]),
            .python("smbprotocol encrypting 3.0", ["smbprotocol", "--dialect", "0300", "--encrypt"], dialect: "3.0", settings: [audit]),
            .python("smbprotocol encrypting 3.1.1", ["smbprotocol", "--encrypt"], dialect: "3.1.1", settings: [audit]),
            .python("smbprotocol where EncryptData is set", ["smbprotocol"], dialect: "3.1.1", settings: [audit, required]),
            // It encrypts only where it is told to.
            .python(
                "impacket 3.0 where EncryptData is set", ["impacket", "--dialect", "0300"], dialect: "3.0", settings: [audit, required]),
            .python(
                "impacket 3.1.1 where EncryptData is set", ["impacket", "--dialect", "0311"], dialect: "3.1.1", settings: [audit, required]),
            .python(
                "impacket 2.1 where EncryptData is set", ["impacket", "--dialect", "0210"], dialect: "2.1", settings: [audit, required],
                events: [.cannotEncrypt(1, isRequired: true), .unencrypted()], proof: .refused),
        ]

    private static let audit = "AuditClientDoesNotSupportEncryption=1"
    private static let required = "EncryptData=1"
}
