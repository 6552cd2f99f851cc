// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// Who a client says it is and where it came from. Address and workstation together make a client in the lists; many share an address.
package struct ClientIdentity: Hashable, Sendable {
    /// Textual, IPv4-mapped folded to IPv4, without brackets and zone.
    package let address: String
    /// As the client gave it; empty where it gave none.
    package let workstation: String
    package let clientGUID: GUID?

    package init(address: String, workstation: String = "", clientGUID: GUID? = nil) {
        self.address = IPAddress(address)?.description ?? address
        self.workstation = workstation
        self.clientGUID = clientGUID
    }

    /// The `ClientName` of every event: `\\192.0.2.7`.
    package var name: String { #"\\"# + self.address }
}
