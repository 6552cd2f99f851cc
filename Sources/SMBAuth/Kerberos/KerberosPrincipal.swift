// SPDX-License-Identifier: Apache-2.0

/// A name of Kerberos: `user@REALM`, `service/host@REALM`. RFC 4120, 6.2
package struct KerberosPrincipal: Hashable, Sendable {
    package var components: [String]
    package var realm: String

    package init(components: [String], realm: String) {
        self.components = components
        self.realm = realm
    }
}

extension KerberosPrincipal {
    /// `components/…` without the realm. A separator inside a component has a backslash before it, so that no two principals look alike.
    package var name: String { self.components.map(Self.escaped).joined(separator: "/") }

    private static func escaped(_ component: String) -> String {
        var text = ""
        for scalar in component.unicodeScalars {
            if scalar == "/" || scalar == "@" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}

extension KerberosPrincipal: CustomStringConvertible {
    package var description: String { "\(self.name)@\(Self.escaped(self.realm))" }
}
