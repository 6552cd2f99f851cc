// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBAuth
import SMBSettings

/// What a server is to do, put together from the command line, the configuration file and the state. Read again on each reload.
struct ServePlan: Sendable {
    let state: StateDirectory
    let listeners: [ListenAddress]
    let serverNames: [String]
    /// Nil: no keytab, no Kerberos.
    let kerberos: KerberosPlan?
    private let fixedShares: [ShareRecord]
    private let commandLine: [String: RegistryValue]
    private let overridesPolicy: Bool

    init(
        state: StateDirectory, file: ServeFile = ServeFile(), listeners: [ListenAddress] = [], netBIOSListeners: [ListenAddress] = [],
        shares: [ShareRecord] = [],
        assignments: [String] = [], serverNames: [String] = [], keytab: String? = nil,
        overridesPolicy: Bool = false
    ) throws(CommandFailure) {
        let what = "start the server"
        let given = listeners.isEmpty ? file.listeners : listeners
        self.state = state
        let netBIOS = netBIOSListeners.isEmpty ? file.netBIOSListeners : netBIOSListeners
        self.listeners = (given.isEmpty ? [.standard] : given) + netBIOS.map(\.forNetBIOS)
        self.serverNames = file.serverNames + serverNames
        self.kerberos = try KerberosPlan(file.kerberos, keytab: keytab)
        self.commandLine = file.settings.merging(try SettingAssignment.layer(assignments, for: what)) { $1 }
        self.overridesPolicy = file.overridesPolicy || overridesPolicy
        self.fixedShares = try Self.resolve(Self.merged(shares, over: file.shares), for: what)
    }

    /// The settings as the state has them now.
    func settings() throws(CommandFailure) -> EffectiveSettings {
        try EffectiveSettings(self.state, commandLine: self.commandLine, overridesPolicy: self.overridesPolicy)
    }

    /// The settings to begin with. A command line that may not have its way is a mistake to mend, not to overlook.
    func startSettings() throws(CommandFailure) -> EffectiveSettings {
        let effective = try self.settings()
        if let refusal = effective.layers.refusals.first {
            throw CommandFailure("start the server", because: refusal.description, remedy: "change the policy or leave the value out")
        }
        if let contradiction = effective.settings.contradiction { throw CommandFailure("start the server", contradiction) }
        return effective
    }

    /// Reads the keytab; nil where there is none.
    func kerberosService() throws(CommandFailure) -> KerberosService? { try self.kerberos?.service() }

    /// Those of the command line and the file, over those of the state.
    func shares() throws(CommandFailure) -> [ShareRecord] {
        let stored = try CommandFailure.explaining("read the shares") { () throws(StateError) in
            try SettingsDatabase(in: self.state).shares()
        }
        return Self.merged(self.fixedShares, over: stored)
    }

    func users() throws(CommandFailure) -> [UserRecord] {
        try CommandFailure.explaining("read the users") { () throws(StateError) in
            try SettingsDatabase(in: self.state).users()
        }
    }

    private static func merged(_ upper: [ShareRecord], over lower: [ShareRecord]) -> [ShareRecord] {
        let names = Set(upper.map { $0.name.lowercased() })
        return upper + lower.filter { !names.contains($0.name.lowercased()) }
    }

    private static func resolve(_ shares: [ShareRecord], for what: String) throws(CommandFailure) -> [ShareRecord] {
        var resolved = shares
        for index in resolved.indices {
            resolved[index].path = try SharedFolder.resolve(resolved[index].path, for: what)
        }
        return resolved
    }
}
