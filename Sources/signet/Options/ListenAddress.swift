// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `HOST:PORT`; an IPv6 address stands in brackets.
struct ListenAddress: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
    let host: String
    let port: UInt16

    /// All addresses, IPv4 included, on the port of SMB.
    static let standard = ListenAddress(host: "::", port: 445)

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]) else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: port)
    }

    var description: String { self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)" }
}
