// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import SwiftASN1

/// One element of AuthorizationData. RFC 4120, 5.2.6
package struct AuthorizationDatum: Hashable, Sendable {
    package var type: Int32
    package var data: [UInt8]

    package init(type: Int32, data: [UInt8]) {
        self.type = type
        self.data = data
    }

    package static let ifRelevant: Int32 = 1
    /// KERB_AUTH_DATA_CLIENT_TARGET. [MS-KILE] 3.2.5.8
    package static let clientTarget: Int32 = 144
    /// AD-AUTH-DATA-AP-OPTIONS. [MS-KILE] 3.2.5.8
    package static let apOptions: Int32 = 143
}

extension AuthorizationDatum {
    /// More than any client sends.
    private static let maximumCount = 64

    /// The elements inside an AD-IF-RELEVANT. RFC 4120, 5.2.6.1
    static func elements(_ encoded: [UInt8]) throws(MalformedToken) -> [AuthorizationDatum] {
        let list = try TokenNode(parsing: encoded).children(of: .sequence)
        guard list.count <= Self.maximumCount else { throw MalformedToken() }
        var elements: [AuthorizationDatum] = []
        for node in list {
            let fields = try node.fields()
            guard let type = try fields[0]?.int32(), let data = try fields[1]?.octets(of: .octetString) else { throw MalformedToken() }
            elements.append(AuthorizationDatum(type: type, data: data))
        }
        return elements
    }
}

/// What an authenticator's authorization data says of the name that the client meant.
package struct ClientTarget: Hashable, Sendable {
    /// Nil where the client sent none.
    package let name: String?
    /// KERB_AP_OPTIONS_UNVERIFIED_TARGET_NAME: the name came from an untrusted source.
    package let isUntrusted: Bool

    private static let unverified: UInt32 = 0x8000
    /// In bytes; as for NTLM, a longer name is no host's.
    private static let maximumName = 2048

    /// Only the first AD-IF-RELEVANT is looked into, as Windows does: a second one could contradict it.
    package init(_ data: [AuthorizationDatum]) {
        let container = data.first { $0.type == AuthorizationDatum.ifRelevant }
        let elements = (try? container.map { container throws(MalformedToken) in try AuthorizationDatum.elements(container.data) }) ?? []
        let names = elements.filter { $0.type == AuthorizationDatum.clientTarget }.map { Self.text($0.data) }
        self.name = names.allSatisfy { $0 == names.first } ? names.first : "conflicting: " + names.prefix(4).joined(separator: " ")
        // All occurrences together: a harmless one in front must not hide the flag.
        self.isUntrusted = elements.contains { element in
            guard element.type == AuthorizationDatum.apOptions else { return false }
            return element.data.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & Self.unverified != 0
        }
    }

    /// UTF-16 without a terminator; one that is there anyway is not part of the name.
    private static func text(_ bytes: [UInt8]) -> String {
        guard bytes.count <= Self.maximumName else { return "too long: " + NTLMText.lossy(bytes.prefix(512)) + "…" }
        let name = NTLMText.lossy(bytes[...])
        return name.utf8.last == 0 ? String(name.unicodeScalars.dropLast()) : name
    }

    /// Nil: the client named none.
    package var targetName: TargetName? {
        guard let name else { return nil }
        if self.isUntrusted { return .untrusted(name) }
        return name.isEmpty ? .empty : .present(name)
    }
}
