// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve files, and record what every client can do.")

    @OptionGroup var state: StateOption
    @Option(name: .customLong("config"), help: "A TOML file; docs/configuration.md describes its keys.") var configuration: String?
    @Option(name: .customLong("listen"), help: "HOST:PORT[,name=NAME]; may be given again. [::]:445 when none is.")
    var listeners: [ListenAddress] = []
    @Option(
        name: .customLong("netbios"),
        help: "HOST:PORT[,name=NAME] for clients that open a NetBIOS session first; a --listen on port 139 is one, too.")
    var netBIOSListeners: [ListenAddress] = []
    @Option(name: .customLong("share"), help: "NAME=PATH[,ro][,guest][,encrypt][,nosmb1]; may be given again.") var shares:
        [ShareArgument] = []
    @Option(name: .customLong("set"), help: "NAME=VALUE, the strongest layer of settings; may be given again.") var assignments: [String] =
        []
    @Option(name: .customLong("server-name"), help: "A further name that clients may call this server by; may be given again.")
    var serverNames: [String] = []
    @Option(name: .customLong("keytab"), help: "A keytab with the key of cifs/NAME: clients may then log on with Kerberos tickets.")
    var keytab: String?
    @Flag(name: .customLong("override-policy"), help: "Let --set weaken what a policy demands.") var overridesPolicy = false

    func run() async throws {
        let state = try self.state.open()
        let plan = try ServePlan(
            state: state, file: try self.configuration.map(ServeFile.init(reading:)) ?? ServeFile(), listeners: self.listeners,
            netBIOSListeners: self.netBIOSListeners, shares: self.shares.map(\.share), assignments: self.assignments,
            serverNames: self.serverNames,
            keytab: self.keytab, overridesPolicy: self.overridesPolicy)
        try await Serving.run(plan)
    }
}
