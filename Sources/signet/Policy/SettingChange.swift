// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire

/// What a change of the registry layer would do, found out before it is made.
struct SettingChange {
    private let state: StateDirectory
    /// Only where a value in force becomes stricter.
    private let assessment: Assessment?
    private let uncovered: [LiveSession]

    init(_ state: StateDirectory, setting values: [String: RegistryValue], for what: String) async throws {
        self.state = state
        let current = try await SettingReport.settings(in: SettingReport.inForce(on: state))
        let decisive = try Self.decisive(values, on: state)
        let proposed = try current.with(decisive, for: what)
        let stricter = decisive.filter { name, value in
            guard Self.requirements.contains(name), let key = SettingKey.named(name) else { return false }
            return key.isWeaker(key.value(in: current), than: value)
        }
        guard !stricter.isEmpty else {
            self.assessment = nil
            self.uncovered = []
            return
        }
        let since = NTTime(SinceOption.standardWindow.date(now: Date()))
        self.assessment = try WhoBreaks.assess(state, question: stricter, current: current, since: since)
        if case .sessions(let sessions) = try await ControlClient(state: state).ask(.sessions) {
            self.uncovered = sessions.filter { !$0.isCovered(by: proposed) }
        } else {
            self.uncovered = []
        }
    }

    func announce() {
        guard let assessment = self.assessment else { return }
        Output.text(assessment.text())
        if !self.uncovered.isEmpty {
            Output.line("\(self.uncovered.count) live sessions are not covered until they connect again; --now disconnects them")
        }
    }

    func disconnectUncovered() async throws {
        guard !self.uncovered.isEmpty else { return }
        let request = ControlRequest.closeSessions(self.uncovered.map(\.id))
        guard case .closed(let count) = try await ControlClient(state: self.state).ask(request) else { return }
        Output.line("disconnected \(count) sessions")
    }

    /// Says so when another layer goes on deciding a value that was just written.
    static func explain(_ name: String, on state: StateDirectory) async throws {
        guard let report = try await SettingReport.inForce(on: state).first(where: { $0.name == name }) else { return }
        Output.line("\(name) is \(report.shownValue). \(report.reason) Takes effect: \(report.takesEffect).")
    }

    /// The values that somebody could break by.
    private static let requirements: Set = [
        "RequireSecuritySignature", "RequireRelayProtection", "EncryptData", "SmbServerNameHardeningLevel", "SrvAllowedServerNames",
        "MinSmb2Dialect", "SMB1", "LmCompatibilityLevel", "AllowAnonymous", "AllowGuest",
    ]

    /// The values that the registry layer decides: what policy sets does not change.
    private static func decisive(_ values: [String: RegistryValue], on state: StateDirectory) throws(CommandFailure) -> [String:
        RegistryValue]
    {
        let policy = PolicyFolder(reading: state.policyFolder).values
        return values.filter { policy[$0.key] == nil }
    }
}

extension LiveSession {
    /// Whether the session would have been let in, and just so, under these settings.
    func isCovered(by settings: Settings) -> Bool {
        // An encrypted session needs no signatures.
        if settings.requiresSigning, !self.signingRequired, !self.encrypted { return false }
        if settings.requiresSigning, self.signsWithAnothersKey { return false }
        if !settings.takesNTLMv1, self.mechanism == String(describing: Mechanism.ntlmv1) { return false }
        if settings.requiresRelayProtection, self.protection == nil, self.kind != .anonymous { return false }
        if settings.encryptsData, settings.rejectsUnencryptedAccess, !self.encrypted { return false }
        if self.spn.isRefused(at: settings.hardeningLevel, kind: self.kind.logonKind) { return false }
        guard self.speaksAllowedDialect(settings) else { return false }
        switch self.kind {
        case .user: return true
        case .guest: return settings.allowsGuest
        case .anonymous: return settings.allowsAnonymous
        }
    }

    /// A connection of SMB1 signs with its first user's key: the others on it sign, and are not protected by that.
    private var signsWithAnothersKey: Bool {
        self.dialect == DialectName.smb1 && self.kind == .user && self.protection != RelayProtection.signing.rawValue
    }

    private func speaksAllowedDialect(_ settings: Settings) -> Bool {
        if self.dialect == DialectName.smb1 { return settings.speaksSMB1 }
        return settings.minimumDialect <= self.dialect && self.dialect <= settings.maximumDialect
    }
}
