// SPDX-License-Identifier: Apache-2.0
import SMBSettings
import Testing

@Suite("The settings table") struct SettingKeyTests {
    @Test func namesAreUniqueInAnyCase() {
        #expect(Set(SettingKey.all.map { $0.name.lowercased() }).count == SettingKey.all.count)
    }

    @Test("defaults are in range and read back", arguments: SettingKey.all.map(\.name))
    func defaultsAreInRange(_ name: String) throws {
        let key = try SettingKey.required(name)
        var settings = Settings()
        try key.set(key.defaultValue, in: &settings)
        #expect(settings == Settings())
        #expect(try key.parse(key.defaultValue.description) == key.defaultValue)
    }

    @Test("a name is found in any case and printed as the registry spells it", arguments: SettingKey.all.map(\.name))
    func namesAreFoundInAnyCase(_ name: String) {
        #expect(SettingKey.named(name.uppercased())?.name == name)
        #expect(SettingKey.named(name.lowercased())?.name == name)
    }

    @Test(
        "built-in defaults",
        arguments: [
            ("RequireSecuritySignature", "0"), ("AuditClientDoesNotSupportSigning", "0"), ("AuditClientSpnSupport", "0"),
            ("AuditSmb1Access", "0"), ("SmbServerNameHardeningLevel", "0"), ("SrvAllowedServerNames", ""), ("MinSmb2Dialect", "514"),
            ("MaxSmb2Dialect", "785"), ("EnableAuthRateLimiter", "1"), ("InvalidAuthenticationDelayTimeInMs", "2000"),
            ("LmCompatibilityLevel", "5"), ("Smb2CreditsMin", "512"), ("Smb2CreditsMax", "8192"), ("MaxSessionPerConnection", "16384"),
            ("PendingClientTimeoutInSeconds", "120"), ("AllowAnonymous", "0"), ("AllowGuest", "0"), ("AuditRetentionDays", "90"),
            ("AuditMaximumMegabytes", "1024"), ("EncryptData", "0"), ("RejectUnencryptedAccess", "1"),
            ("CipherSuiteOrder", "AES_128_GCM,AES_128_CCM,AES_256_GCM,AES_256_CCM"), ("HonorCipherSuiteOrder", "0"),
            ("AuditClientDoesNotSupportEncryption", "0"),
        ])
    func defaults(_ name: String, _ value: String) throws {
        #expect(try SettingKey.required(name).defaultValue.description == value)
    }

    @Test(
        "values that are taken",
        arguments: [
            ("RequireSecuritySignature", "1", RegistryValue.dword(1)),
            ("RequireSecuritySignature", "0x1", .dword(1)),
            ("RequireSecuritySignature", "01", .dword(1)),
            ("SmbServerNameHardeningLevel", "2", .dword(2)),
            ("MinSmb2Dialect", "768", .dword(768)),
            ("MinSmb2Dialect", "0x300", .dword(768)),
            ("MinSmb2Dialect", "3.0", .dword(768)),
            ("MaxSmb2Dialect", "3.1.1", .dword(785)),
            ("MaxSmb2Dialect", "0X311", .dword(785)),
            ("InvalidAuthenticationDelayTimeInMs", "10000", .dword(10000)),
            ("InvalidAuthenticationDelayTimeInMs", "0", .dword(0)),
            ("SrvAllowedServerNames", "files,files.example", .multiString(["files", "files.example"])),
            ("SrvAllowedServerNames", " files , 192.0.2.7,, ", .multiString(["files", "192.0.2.7"])),
            ("SrvAllowedServerNames", "", .multiString([])),
            ("Smb2CreditsMax", "8192", .dword(8192)),
            ("CipherSuiteOrder", "AES_256_GCM", .multiString(["AES_256_GCM"])),
            ("CipherSuiteOrder", "aes_256_ccm, AES_128_GCM", .multiString(["aes_256_ccm", "AES_128_GCM"])),
        ])
    func parses(_ name: String, _ text: String, _ expected: RegistryValue) throws {
        #expect(try SettingKey.required(name).parse(text) == expected)
    }

    @Test(
        "values that are refused, with their range",
        arguments: [
            ("SmbServerNameHardeningLevel", "7", "SmbServerNameHardeningLevel takes 0…2, not 7"),
            ("SmbServerNameHardeningLevel", "-1", "SmbServerNameHardeningLevel takes 0…2, not -1"),
            ("RequireSecuritySignature", "2", "RequireSecuritySignature takes 0…1, not 2"),
            ("RequireSecuritySignature", "yes", "RequireSecuritySignature takes 0…1, not yes"),
            ("RequireSecuritySignature", "", "RequireSecuritySignature takes 0…1, not nothing"),
            ("RequireSecuritySignature", "+1", "RequireSecuritySignature takes 0…1, not +1"),
            ("RequireSecuritySignature", "0x", "RequireSecuritySignature takes 0…1, not 0x"),
            ("RequireSecuritySignature", "4294967297", "RequireSecuritySignature takes 0…1, not 4294967297"),
            ("RequireSecuritySignature", "１", "RequireSecuritySignature takes 0…1, not １"),
            (
                "MinSmb2Dialect", "600",
                "MinSmb2Dialect takes 514 (2.0.2), 528 (2.1), 768 (3.0), 770 (3.0.2), 785 (3.1.1), not 600"
            ),
            ("InvalidAuthenticationDelayTimeInMs", "10001", "InvalidAuthenticationDelayTimeInMs takes 0…10000, not 10001"),
            (
                "CipherSuiteOrder", "AES_256_GCM,DES",
                "CipherSuiteOrder takes one or more of AES_128_GCM, AES_128_CCM, AES_256_GCM, AES_256_CCM, the first preferred, not AES_256_GCM,DES"
            ),
            (
                "CipherSuiteOrder", "",
                "CipherSuiteOrder takes one or more of AES_128_GCM, AES_128_CCM, AES_256_GCM, AES_256_CCM, the first preferred, not nothing"
            ),
            ("LmCompatibilityLevel", "6", "LmCompatibilityLevel takes 0…5, not 6"),
            ("AuditRetentionDays", "0", "AuditRetentionDays takes 1…3650, not 0"),
            ("AllowGuest", "1\u{1B}[31m", "AllowGuest takes 0…1, not 1\u{FFFD}[31m"),
        ])
    func refuses(_ name: String, _ text: String, _ message: String) throws {
        let key = try SettingKey.required(name)
        let error = #expect(throws: SettingError.self) { try key.parse(text) }
        #expect(error?.description == message)
    }

    @Test func aValueOfTheWrongTypeIsRefused() throws {
        let level = try SettingKey.required("SmbServerNameHardeningLevel")
        let error = #expect(throws: SettingError.self) { try level.check(.string("2")) }
        #expect(error?.description == "SmbServerNameHardeningLevel takes 0…2, not 2 (REG_SZ)")
        let names = try SettingKey.required("SrvAllowedServerNames")
        #expect(throws: SettingError.self) { try names.check(.dword(1)) }
    }

    @Test("names that could not be names", arguments: ["", "a b", "a\nb", String(repeating: "a", count: 256), "a,b"])
    func refusesImpossibleNames(_ name: String) throws {
        let key = try SettingKey.required("SrvAllowedServerNames")
        #expect(throws: SettingError.self) { try key.check(.multiString([name])) }
    }

    @Test func anUnknownNameIsRefusedByName() {
        let error = #expect(throws: SettingError.self) { try SettingKey.required("RequireSignature\u{7}") }
        #expect(error?.description == "RequireSignature\u{FFFD} is not a setting")
    }

    @Test("writing a value changes its own property", arguments: SettingKey.all.map(\.name))
    func writesItsProperty(_ name: String) throws {
        let key = try SettingKey.required(name)
        let other: RegistryValue =
            switch key.kind {
            case .flag: .dword(key.defaultValue == .dword(1) ? 0 : 1)
            case .number(let range): .dword(key.defaultValue == .dword(range.lowerBound) ? range.upperBound : range.lowerBound)
            case .choice: .dword(770)
            case .names: .multiString(["alias"])
            case .selection(let words): .multiString(Array(words.suffix(1)))
            }
        var settings = Settings()
        try key.set(other, in: &settings)
        #expect(key.value(in: settings) == other)
        let unchanged = SettingKey.all.filter { $0.name != name && $0.value(in: settings) != $0.defaultValue }
        #expect(unchanged.isEmpty)
    }

    @Test(
        "what weakens",
        arguments: [
            ("RequireSecuritySignature", "0", "1", true), ("RequireSecuritySignature", "1", "0", false),
            ("RequireSecuritySignature", "1", "1", false), ("SmbServerNameHardeningLevel", "1", "2", true),
            ("MinSmb2Dialect", "514", "785", true), ("MaxSmb2Dialect", "514", "785", true), ("AllowGuest", "1", "0", true),
            ("AllowGuest", "0", "1", false), ("SrvAllowedServerNames", "a,b", "a", true), ("SrvAllowedServerNames", "A", "a,b", false),
            ("SrvAllowedServerNames", "", "a", false), ("MaximumConnections", "100", "10", true), ("Smb2CreditsMin", "1", "512", false),
            ("EncryptData", "0", "1", true), ("RejectUnencryptedAccess", "0", "1", true), ("HonorCipherSuiteOrder", "0", "1", true),
            ("CipherSuiteOrder", "AES_256_GCM,AES_128_CCM", "AES_256_GCM", true), ("CipherSuiteOrder", "aes_256_gcm", "AES_256_GCM", false),
            ("CipherSuiteOrder", "AES_256_GCM", "AES_256_CCM,AES_256_GCM", false),
            ("AuditClientSpnSupport", "0", "1", true), ("InvalidAuthenticationDelayTimeInMs", "0", "2000", true),
        ])
    func weakening(_ name: String, _ value: String, _ than: String, _ expected: Bool) throws {
        let key = try SettingKey.required(name)
        #expect(key.isWeaker(try key.parse(value), than: try key.parse(than)) == expected)
    }

    @Test func impossiblePairsAreNamed() {
        var settings = Settings()
        #expect(settings.contradiction == nil)
        settings.minimumDialect = 785
        settings.maximumDialect = 514
        #expect(settings.contradiction?.description == "MinSmb2Dialect 785 is above MaxSmb2Dialect 514, which leaves nothing between them")
    }
}
