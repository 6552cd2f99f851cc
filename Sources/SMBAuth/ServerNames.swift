// SPDX-License-Identifier: Apache-2.0

/// What the server calls itself in a CHALLENGE. An empty name is left out.
package struct ServerNames: Hashable, Sendable {
    package var netbiosName: String
    package var netbiosDomain: String
    package var dnsName: String
    package var dnsDomain: String

    package init(netbiosName: String, netbiosDomain: String, dnsName: String, dnsDomain: String) {
        self.netbiosName = netbiosName
        self.netbiosDomain = netbiosDomain
        self.dnsName = dnsName
        self.dnsDomain = dnsDomain
    }
}
