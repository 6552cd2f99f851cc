// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBEngine
import SMBServer
import SMBSettings

extension ServerIdentity {
    /// What the host is called, with what `--server-name`, `--listen` and SrvAllowedServerNames add.
    init(_ host: HostNames, _ plan: ServePlan, settings: Settings) {
        let netbiosName = String(host.short.uppercased().prefix(15))
        let domain = host.qualified.drop { $0 != "." }.dropFirst()
        self.init(
            // A server that is in no domain is its own.
            announced: ServerNames(
                netbiosName: netbiosName, netbiosDomain: netbiosName, dnsName: host.qualified,
                dnsDomain: domain.isEmpty ? host.qualified : String(domain)),
            accepted: AcceptedNames(
                hostNames: [host.short, host.qualified], serverNames: plan.serverNames,
                // An address that is routed here without being an interface's is one of ours too, if a listener has it.
                addresses: host.addresses + plan.listeners.map(\.host).filter { IPAddress($0) != nil },
                allowed: settings.allowedServerNames))
    }
}
