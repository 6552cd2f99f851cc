// SPDX-License-Identifier: Apache-2.0

/// The names and addresses that a client may call this server by.
///
/// Loopback names are no part of it: they are every host's, so they count from a loopback peer only, listed or not.
package struct AcceptedNames: Hashable, Sendable {
    package let names: Set<HostName>
    package let addresses: Set<IPAddress>

    /// - Parameters:
    ///   - hostNames: The host's own names; the short form of a full name is added.
    ///   - serverNames: `--server-name`s and what CHALLENGE announces.
    ///   - addresses: The host's own addresses, in any text form.
    ///   - allowed: `SrvAllowedServerNames`, which may hold names and addresses.
    package init(hostNames: [String] = [], serverNames: [String] = [], addresses: [String] = [], allowed: [String] = []) {
        var names: Set<HostName> = []
        var numbers: Set<IPAddress> = []
        for text in hostNames + serverNames + addresses + allowed {
            if let address = IPAddress(text) {
                if !address.isLoopback, !address.isUnspecified { numbers.insert(address) }
            } else {
                names.insert(HostName(text.droppingTrailingDot))
            }
        }
        for text in hostNames where IPAddress(text) == nil {
            if let label = text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false).first {
                names.insert(HostName(Substring(label)))
            }
        }
        names.subtract([HostName(""), .localhost])
        self.names = names
        self.addresses = numbers
    }

    private init(names: Set<HostName>, addresses: Set<IPAddress>) {
        self.names = names
        self.addresses = addresses
    }

    package func union(_ others: AcceptedNames) -> AcceptedNames {
        AcceptedNames(names: self.names.union(others.names), addresses: self.addresses.union(others.addresses))
    }

    /// Whether a host part is ours. It has no port, class or realm any more; a trailing dot is still there.
    func accepts(_ host: String, peerIsLoopback: Bool) -> Bool {
        if let address = IPAddress(host) {
            return address.isLoopback ? peerIsLoopback : self.addresses.contains(address)
        }
        let name = HostName(host.droppingTrailingDot)
        return name == .localhost ? peerIsLoopback : self.names.contains(name)
    }
}

extension String {
    /// A fully qualified name may end in one dot.
    var droppingTrailingDot: Substring {
        self.utf8.last == UInt8(ascii: ".") ? self[..<self.utf8.index(before: self.endIndex)] : self[...]
    }
}
