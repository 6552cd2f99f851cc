// SPDX-License-Identifier: Apache-2.0
package import NIOCore
import SwiftASN1

/// A message of Kerberos as it travels: in GSS-API's frame, or bare. RFC 4121, 4.1
package struct KerberosToken: Hashable, Sendable {
    /// TOK_ID.
    package enum Kind: UInt8, Sendable {
        case apRequest = 1
        case apReply = 2
        case error = 3
    }

    package var kind: Kind
    package var message: [UInt8]
    package var isFramed: Bool

    package init(_ kind: Kind, _ message: [UInt8], isFramed: Bool) {
        self.kind = kind
        self.message = message
        self.isFramed = isFramed
    }
}

extension KerberosToken {
    /// Whether a token is Kerberos' own rather than SPNEGO's: both begin alike.
    package static func isOne(_ token: ByteBuffer) -> Bool {
        let head = [UInt8](token.readableBytesView.prefix(32))
        guard let first = head.first else { return false }
        if first == Self.apRequestTag { return true }
        guard first == Self.frameTag, head.count > 2 else { return false }
        let lengthBytes = head[1] < 0x80 ? 1 : 1 + Int(head[1] & 0x7F)
        let oid = [6, UInt8(MechanismType.kerberos.octets.count)] + MechanismType.kerberos.octets
        return head.dropFirst(1 + lengthBytes).starts(with: oid)
    }

    init(decoding token: [UInt8]) throws(MalformedToken) {
        if token.first == Self.apRequestTag {
            self.init(.apRequest, token, isFramed: false)
            return
        }
        // TOK_ID is two bytes between two encoded values. Its second is zero, so a parser sees an element without content, and its tag is
        // the first.
        let parts = try TokenNode(parsing: token).children(of: .initialContextToken)
        guard parts.count == 3, try parts[0].octets(of: .objectIdentifier) == MechanismType.kerberos.octets else { throw MalformedToken() }
        let identifier = parts[1].encoded
        guard identifier.count == 2, identifier[1] == 0, let kind = Kind(rawValue: identifier[0]) else { throw MalformedToken() }
        self.init(kind, parts[2].encoded, isFramed: true)
    }

    package func encoded() -> [UInt8] {
        guard self.isFramed else { return self.message }
        var serializer = DER.Serializer()
        serializer.constructed(.initialContextToken) { frame in
            frame.primitive(.objectIdentifier, MechanismType.kerberos.octets)
            frame.serializeRawBytes([self.kind.rawValue, 0] + self.message)
        }
        return serializer.serializedBytes
    }

    private static let apRequestTag: UInt8 = 0x6E
    private static let frameTag: UInt8 = 0x60
}
