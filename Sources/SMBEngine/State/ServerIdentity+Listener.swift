// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth

extension ServerIdentity {
    /// What the server is called where a listener has a name of its own: it announces that one, and accepts it besides all others.
    package func named(_ name: String) -> ServerIdentity {
        var identity = self
        identity.announced.netbiosName = String(name.prefix { $0 != "." }.uppercased().prefix(15))
        identity.announced.dnsName = name
        identity.accepted = self.accepted.union(AcceptedNames(hostNames: [name]))
        return identity
    }
}
