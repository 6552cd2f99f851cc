// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `HOST:PORT[,name=NAME]`; an IPv6 address stands in brackets.
struct ListenAddress: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
    let host: String
    let port: UInt16
    /// What the server is called on this listener's connections.
    let name: String?
    /// Whether NetBIOS sessions are what it takes; on their own port it takes nothing else.
    var takesNetBIOS: Bool { self.isMarkedNetBIOS || self.port == Self.netBIOSPort }
    private var isMarkedNetBIOS = false

    /// All addresses, IPv4 included, on the port of SMB.
    static let standard = ListenAddress(host: "::", port: 445)
    private static let netBIOSPort: UInt16 = 139

    init(host: String, port: UInt16, name: String? = nil) {
        self.host = host
        self.port = port
        self.name = name
    }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= 2, let (host, port) = Self.endpoint(parts[0]) else { return nil }
        guard parts.count == 2 else {
            self.init(host: host, port: port)
            return
        }
        guard parts[1].hasPrefix("name=") else { return nil }
        let name = String(parts[1].dropFirst("name=".count))
        guard Self.isHostName(name) else { return nil }
        self.init(host: host, port: port, name: name)
    }

    private static func endpoint(_ text: Substring) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        return host.isEmpty ? nil : (String(host), port)
    }

    /// A name that an SPN can hold: what ends a host there, and what no name has, is refused.
    static func isHostName(_ name: String) -> Bool {
        let isPlain = name.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.value > 0x20 && !#"/:@,\[]%"#.unicodeScalars.contains($0)
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return isPlain && name.utf8.count <= 255 && labels.allSatisfy { !$0.isEmpty } && labels.contains { UInt($0) == nil }
    }

    /// The same address for NetBIOS sessions, whatever its port.
    var forNetBIOS: ListenAddress {
        var address = self
        address.isMarkedNetBIOS = true
        return address
    }

    var description: String { self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)" }
}
