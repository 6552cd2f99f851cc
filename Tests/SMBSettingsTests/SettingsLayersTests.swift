// SPDX-License-Identifier: Apache-2.0
import SMBSettings
import Testing

@Suite("Layers of settings") struct SettingsLayersTests {
    @Test func nothingSetGivesTheDefaults() {
        let (settings, origins) = SettingsLayers().resolve()
        #expect(settings == Settings())
        #expect(origins.count == SettingKey.all.count)
        #expect(origins.values.allSatisfy { $0 == Origin(layer: .default) })
    }

    /// Command line, policy, registry: each present (its value) or absent.
    @Test(
        "the strongest layer decides",
        arguments: [
            (nil, nil, nil, 0, SettingsLayer.default), (nil, nil, 1, 1, .registry), (nil, 0, 1, 0, .policy), (nil, 1, 0, 1, .policy),
            (nil, 2, nil, 2, .policy), (2, 1, 0, 2, .commandLine), (2, nil, 1, 2, .commandLine), (1, 1, 0, 1, .commandLine),
            (0, nil, 2, 0, .commandLine),
            // Weaker than policy: refused, policy stays.
            (0, 1, nil, 1, .policy), (1, 2, 0, 2, .policy),
        ] as [(UInt32?, UInt32?, UInt32?, UInt8, SettingsLayer)])
    func strongestLayer(_ commandLine: UInt32?, _ policy: UInt32?, _ registry: UInt32?, _ value: UInt8, _ layer: SettingsLayer) {
        let name = "SmbServerNameHardeningLevel"
        func layerOf(_ number: UInt32?) -> [String: RegistryValue] { number.map { [name: .dword($0)] } ?? [:] }
        let layers = SettingsLayers(policy: layerOf(policy), registry: layerOf(registry), commandLine: layerOf(commandLine))
        let (settings, origins) = layers.resolve()
        #expect(settings.hardeningLevel.rawValue == value)
        #expect(origins[name] == Origin(layer: layer))
    }

    @Test func aWeakeningCommandLineIsRefusedWithBothValues() {
        var layers = SettingsLayers(policy: ["RequireSecuritySignature": .dword(1)], commandLine: ["RequireSecuritySignature": .dword(0)])
        #expect(
            layers.refusals.map(\.description) == [
                "RequireSecuritySignature=0 is weaker than the policy's 1; --override-policy takes it all the same"
            ])
        #expect(layers.resolve().settings.requiresSigning)
        layers.overridesPolicy = true
        #expect(layers.refusals.isEmpty)
        #expect(!layers.resolve().settings.requiresSigning)
    }

    /// AuditClientDoesNotSupportSigning and AuditClientSpnSupport, each in (command line, policy, registry); which audits are on.
    @Test(
        "the name clash of the signing audit",
        arguments: [
            Clash(),
            Clash(registrySPN: 1, signing: true, spn: true, decidedBy: "AuditClientSpnSupport", layer: .registry),
            Clash(commandLineSPN: 1, signing: true, spn: true, decidedBy: "AuditClientSpnSupport", layer: .commandLine),
            Clash(policySPN: 1, signing: false, spn: true, layer: .default),
            Clash(policySPN: 0, registrySPN: 1, signing: true, spn: false, decidedBy: "AuditClientSpnSupport", layer: .registry),
            Clash(policySPN: 1, registrySPN: 0, signing: false, spn: true, decidedBy: "AuditClientSpnSupport", layer: .registry),
            Clash(registrySigning: 0, registrySPN: 1, signing: false, spn: true, layer: .registry),
            Clash(registrySigning: 1, registrySPN: 0, signing: true, spn: false, layer: .registry),
            Clash(policySigning: 0, registrySPN: 1, signing: false, spn: true, layer: .policy),
            Clash(policySigning: 1, signing: true, spn: false, layer: .policy),
            Clash(commandLineSigning: 1, registrySPN: 0, signing: true, spn: false, layer: .commandLine),
            // A refused command line decides nothing: the policy's SPN audit stays on, and means itself only.
            Clash(commandLineSPN: 0, policySPN: 1, signing: false, spn: true, layer: .default),
        ])
    func nameClash(_ clash: Clash) {
        let (settings, origins) = clash.layers.resolve()
        #expect(settings.auditsSigning == clash.signing)
        #expect(settings.auditsSPN == clash.spn)
        #expect(origins["AuditClientDoesNotSupportSigning"] == Origin(layer: clash.layer, decidedBy: clash.decidedBy))
    }

    @Test func theReasonOfTheNameClashIsSaid() throws {
        let layers = SettingsLayers(registry: ["AuditClientSpnSupport": .dword(1)])
        let line = layers.explain(try SettingKey.required("auditclientdoesnotsupportsigning"))
        #expect(line.value == .dword(1))
        #expect(
            line.reason == "Set in no layer; AuditClientSpnSupport of the registry switches both audits, as KB5066913 prints it.")
    }

    @Test(
        "every value says who decided it",
        arguments: [
            (nil, nil, nil, "Set in no layer."), (nil, nil, 1, "Set in the registry; no policy sets it."), (nil, 1, nil, "Set by policy."),
            (nil, 1, 0, "Set by policy, which wins over the registry's 0."),
            (0, 1, nil, "Set by policy; the command line's 0 is weaker and was refused."), (1, nil, 0, "Set on the command line."),
            (1, 0, nil, "Set on the command line, which wins over the policy's 0."),
        ] as [(UInt32?, UInt32?, UInt32?, String)])
    func reasons(_ commandLine: UInt32?, _ policy: UInt32?, _ registry: UInt32?, _ reason: String) throws {
        let name = "RequireSecuritySignature"
        func layerOf(_ number: UInt32?) -> [String: RegistryValue] { number.map { [name: .dword($0)] } ?? [:] }
        let layers = SettingsLayers(policy: layerOf(policy), registry: layerOf(registry), commandLine: layerOf(commandLine))
        #expect(layers.explain(try SettingKey.required(name)).reason == reason)
    }

    @Test func namesInAnyCaseLandUnderTheCanonicalOne() {
        let layers = SettingsLayers(registry: ["requiresecuritysignature": .dword(1)])
        #expect(layers.registry == ["RequireSecuritySignature": .dword(1)])
        #expect(layers.resolve().settings.requiresSigning)
    }

    @Test func whatCannotBeTakenIsAProblemAndNotADecision() {
        let layers = SettingsLayers(policy: ["RequireSecuritySignature": .dword(9), "Nonsense": .dword(1), "MinSmb2Dialect": .dword(785)])
        #expect(
            layers.problems == [
                .unknown(name: "Nonsense"), .outOfRange(name: "RequireSecuritySignature", takes: "0…1", given: "9"),
            ])
        #expect(layers.resolve().settings.minimumDialect == 785)
        #expect(!layers.resolve().settings.requiresSigning)
    }

    @Test func setAndUnsetWriteOneLayer() throws {
        var layers = SettingsLayers()
        try layers.set("requiresecuritysignature", to: .dword(1), in: .registry)
        #expect(layers.resolve().settings.requiresSigning)
        try layers.set("RequireSecuritySignature", to: nil, in: .registry)
        #expect(layers == SettingsLayers())
        #expect(throws: SettingError.self) { try layers.set("RequireSecuritySignature", to: .dword(2), in: .registry) }
    }

    @Test(
        "assignments of the command line",
        arguments: [
            ("requiresecuritysignature=1", "RequireSecuritySignature", RegistryValue.dword(1)),
            ("SrvAllowedServerNames=files,a=b", "SrvAllowedServerNames", .multiString(["files", "a=b"])),
            ("SrvAllowedServerNames=", "SrvAllowedServerNames", .multiString([])),
        ])
    func assignments(_ text: String, _ name: String, _ value: RegistryValue) throws {
        let assignment = try SettingsLayers.assignment(text)
        #expect(assignment.name == name)
        #expect(assignment.value == value)
    }

    @Test("texts that are no assignment", arguments: ["", "=", "RequireSecuritySignature", "RequireSecuritySignature=", "X=1"])
    func noAssignments(_ text: String) {
        #expect(throws: SettingError.self) { try SettingsLayers.assignment(text) }
    }
}

/// A row of the name clash table.
struct Clash: Sendable {
    var commandLineSigning: UInt32?
    var policySigning: UInt32?
    var registrySigning: UInt32?
    var commandLineSPN: UInt32?
    var policySPN: UInt32?
    var registrySPN: UInt32?
    var signing = false
    var spn = false
    var decidedBy: String?
    var layer = SettingsLayer.default

    var layers: SettingsLayers {
        SettingsLayers(
            policy: Self.values(self.policySigning, self.policySPN), registry: Self.values(self.registrySigning, self.registrySPN),
            commandLine: Self.values(self.commandLineSigning, self.commandLineSPN))
    }

    private static func values(_ signing: UInt32?, _ spn: UInt32?) -> [String: RegistryValue] {
        var values: [String: RegistryValue] = [:]
        if let signing { values["AuditClientDoesNotSupportSigning"] = .dword(signing) }
        if let spn { values["AuditClientSpnSupport"] = .dword(spn) }
        return values
    }
}
