// SPDX-License-Identifier: Apache-2.0

/// The parts of `serviceclass/host[:port][/servicename][@REALM]`. [MS-KILE] 3.1.5.11
///
/// Every text has a reading; what does not fit the grammar stays in `host`, where it matches nothing.
package struct ServicePrincipalName: Hashable, Sendable {
    /// Nil where the text has no class, as in a bare host name.
    package let serviceClass: String?
    /// Without brackets, port and realm; with the trailing dot, if there is one.
    package let host: String
    package let port: String?
    package let serviceName: String?
    package let realm: String?

    package init(_ text: String) {
        // All cuts are made between bytes: a combining mark must not hide a separator, nor draw one to itself.
        var rest = text[...]
        if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
            self.realm = String(rest[rest.utf8.index(after: at)...])
            rest = rest[..<at]
        } else {
            self.realm = nil
        }

        if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
            self.serviceClass = String(rest[..<slash])
            rest = rest[rest.utf8.index(after: slash)...]
        } else {
            self.serviceClass = nil
        }

        // An empty service name is not in the grammar; the slash then stays in the host.
        if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")), rest.utf8.index(after: slash) < rest.endIndex {
            self.serviceName = String(rest[rest.utf8.index(after: slash)...])
            rest = rest[..<slash]
        } else {
            self.serviceName = nil
        }

        (self.host, self.port) = Self.splitPort(rest)
    }

    /// An address that can be read whole is never split: `2001:db8::1:445` names one host, and it is not `2001:db8::1`.
    private static func splitPort(_ text: Substring) -> (host: String, port: String?) {
        let whole = String(text)
        guard IPAddress(whole) == nil, let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return (whole, nil) }
        let host = text[..<colon]
        let port = text[text.utf8.index(after: colon)...]
        let isNumber = (1...5).contains(port.utf8.count) && port.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt16(port) != nil
        guard isNumber, !host.utf8.contains(UInt8(ascii: ":")) || IPAddress(String(host)) != nil else { return (whole, nil) }
        return (String(host), String(port))
    }
}
