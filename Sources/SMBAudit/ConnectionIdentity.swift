// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// Which of a client's connections it was. No part of who the client is: the next connection has another port and is the same client.
package struct ConnectionIdentity: Hashable, Sendable {
    package let id: GUID
    /// The client's; 0 where the transport has none.
    package let port: UInt16

    package init(id: GUID, port: UInt16) {
        self.id = id
        self.port = port
    }

    package static let unknown = ConnectionIdentity(id: .zero, port: 0)
}
