// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBAudit
import SMBSettings
import Testing
@testable import signet

@Suite("policy") struct PolicyTests {
    let state: TemporaryState

    init() throws { self.state = try TemporaryState() }

    @Test func aLaterFileWins() throws {
        try self.state.write("SmbServerNameHardeningLevel = 1\nRequireSecuritySignature = true", to: "policy.d/10.toml")
        try self.state.write(#"SmbServerNameHardeningLevel = 2\#nsrvallowedservernames = ["files", "a.example"]"#, to: "policy.d/20.toml")
        let policy = PolicyFolder(reading: self.state.directory.policyFolder)
        #expect(
            policy.values == [
                "SmbServerNameHardeningLevel": .dword(2), "RequireSecuritySignature": .dword(1),
                "SrvAllowedServerNames": .multiString(["files", "a.example"]),
            ])
        #expect(policy.problems.isEmpty)
    }

    @Test(
        "a bad file is said and the others apply",
        arguments: ["x = [", "RequireSecuritySignature = 2", "RequireSecuritySignature = -1", "Foo = 1", "RequireSecuritySignature = [1]"])
    func survivesABadFile(_ text: String) throws {
        try self.state.write(text, to: "policy.d/10.toml")
        try self.state.write("RequireSecuritySignature = 1", to: "policy.d/20.toml")
        let policy = PolicyFolder(reading: self.state.directory.policyFolder)
        #expect(policy.values == ["RequireSecuritySignature": .dword(1)])
        #expect(policy.problems.count == 1 && policy.problems[0].contains("10.toml"))
    }

    @Test func aMissingFolderIsAnEmptyPolicy() {
        let policy = PolicyFolder(reading: self.state.directory.policyFolder)
        #expect(policy.values.isEmpty && policy.problems.isEmpty)
    }

    @Test func theRegistryLayerComesFromTheState() throws {
        try SettingsDatabase(in: self.state.directory).setRegistry("RequireSecuritySignature", to: .dword(1))
        let report = try EffectiveSettings(self.state.directory).report.first { $0.name == "RequireSecuritySignature" }
        #expect(report?.value == "1" && report?.layer == "registry")
    }

    @Test func theLinesOfAReportAreTheSettingsTheyDescribe() throws {
        var settings = Settings()
        settings.requiresSigning = true
        settings.hardeningLevel = .required
        settings.allowedServerNames = ["files", "a.example"]
        settings.minimumDialect = 0x0302
        let database = try SettingsDatabase(in: self.state.directory)
        for key in SettingKey.all { try database.setRegistry(key.name, to: key.value(in: settings)) }
        #expect(SettingReport.settings(in: try EffectiveSettings(self.state.directory).report) == settings)
    }

    @Test(
        "a live session is covered or not",
        arguments: [
            (["RequireSecuritySignature": .dword(1)], false), (["SmbServerNameHardeningLevel": .dword(1)], true),
            (["SmbServerNameHardeningLevel": .dword(2)], false), (["MinSmb2Dialect": .dword(785)], false), ([:], true),
            (["EncryptData": .dword(1)], false), (["EncryptData": .dword(1), "RejectUnencryptedAccess": .dword(0)], true),
        ] as [([String: RegistryValue], Bool)])
    func coversSession(_ values: [String: RegistryValue], _ isCovered: Bool) throws {
        let session = LiveSession(
            id: "0x1", client: "192.0.2.7", workstation: "", user: "alice", kind: .user, dialect: 0x0302, signingRequired: false,
            signingAlgorithm: "AES-128-CMAC", cipher: "AES-128-CCM", encrypted: false, mechanism: "NTLMv2", spn: .empty, since: 0)
        #expect(session.isCovered(by: try Settings().with(values, for: "test")) == isCovered)
    }

    @Test(
        "a live session of SMB1 is covered or not",
        arguments: [
            (["SMB1": .dword(1), "LmCompatibilityLevel": .dword(3)], true),
            (["SMB1": .dword(0), "LmCompatibilityLevel": .dword(3)], false),
            (["SMB1": .dword(1), "LmCompatibilityLevel": .dword(5)], false),
            (["SMB1": .dword(1), "LmCompatibilityLevel": .dword(3), "RequireSecuritySignature": .dword(1)], false),
        ] as [([String: RegistryValue], Bool)])
    func coversSMB1Session(_ values: [String: RegistryValue], _ isCovered: Bool) throws {
        let session = LiveSession(
            id: "0x1", client: "192.0.2.7", workstation: "", user: "alice", kind: .user, dialect: 0x0100, signingRequired: true,
            signingAlgorithm: "MD5", cipher: nil, encrypted: false, mechanism: "ntlmv1", spn: .empty, since: 0)
        #expect(session.isCovered(by: try Settings().with(values, for: "test")) == isCovered)
    }

    @Test func valuesThatContradictEachOtherAreRefused() {
        #expect(throws: CommandFailure.self) {
            _ = try Settings().with(["MaxSmb2Dialect": .dword(514), "MinSmb2Dialect": .dword(785)], for: "test")
        }
    }
}
