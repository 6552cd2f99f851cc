// SPDX-License-Identifier: Apache-2.0
import SwiftASN1

/// What anybody can read of an AP-REQ: for whom its ticket says it is, and how it is sealed. RFC 4120, 5.5.1
///
/// None of it is proven. A relay can rewrite the service name of a ticket that it passes on.
package struct APRequest: Hashable, Sendable {
    package let service: KerberosPrincipal
    package let ticketEncryption: Int32
    package let keyVersion: UInt32?
    package let authenticatorEncryption: Int32
}

extension APRequest {
    package init?(_ message: [UInt8]) {
        do throws(MalformedToken) { try self.init(decoding: message) } catch { return nil }
    }

    init(decoding message: [UInt8]) throws(MalformedToken) {
        let fields = try TokenNode(parsing: message).only(in: .application(14)).fields()
        guard try fields[0]?.int32() == Self.version, try fields[1]?.int32() == Self.messageType, let ticket = fields[3],
            let authenticator = fields[4]
        else { throw MalformedToken() }
        let ticketFields = try ticket.only(in: .application(1)).fields()
        guard try ticketFields[0]?.int32() == Self.version, let realm = try ticketFields[1]?.kerberosString(),
            let name = try ticketFields[2]?.fields()[1], let sealed = ticketFields[3]
        else { throw MalformedToken() }
        let components = try name.children(of: .sequence)
        guard (1...Self.maximumComponents).contains(components.count) else { throw MalformedToken() }
        var texts: [String] = []
        for component in components { texts.append(try component.kerberosString()) }
        self.service = KerberosPrincipal(components: texts, realm: realm)
        (self.ticketEncryption, self.keyVersion) = try Self.encryption(sealed)
        (self.authenticatorEncryption, _) = try Self.encryption(authenticator)
    }

    private static let version: Int32 = 5
    private static let messageType: Int32 = 14
    /// `service/host/name` has three; Kerberos sets no limit.
    private static let maximumComponents = 8

    /// EncryptedData. RFC 4120, 5.2.9
    private static func encryption(_ node: TokenNode) throws(MalformedToken) -> (Int32, UInt32?) {
        let fields = try node.fields()
        guard let type = try fields[0]?.int32(), fields[2] != nil else { throw MalformedToken() }
        let version = try fields[1]?.int32()
        return (type, version.map { UInt32(bitPattern: $0) })
    }
}

extension TokenNode {
    /// What an application tag wraps.
    fileprivate func only(in identifier: ASN1Identifier) throws(MalformedToken) -> TokenNode {
        let children = try self.children(of: identifier)
        guard let only = children.first, children.count == 1 else { throw MalformedToken() }
        return only
    }

    /// An INTEGER that fits; key versions above 2³¹ come as negative numbers or with a fifth byte.
    func int32() throws(MalformedToken) -> Int32 {
        let octets = try self.octets(of: .integer)
        let value = octets.count == 5 && octets[0] == 0 ? octets.dropFirst() : octets[...]
        guard (1...4).contains(value.count), let first = value.first else { throw MalformedToken() }
        let sign: UInt32 = first & 0x80 == 0 ? 0 : .max
        return Int32(bitPattern: value.reduce(sign) { $0 << 8 | UInt32($1) })
    }

    /// KerberosString: by the letter ASCII, in practice UTF-8. RFC 4120, 5.2.1
    fileprivate func kerberosString() throws(MalformedToken) -> String {
        let octets = try self.octets(of: .generalString)
        guard octets.count <= 1024 else { throw MalformedToken() }
        return String(decoding: octets, as: UTF8.self)
    }
}

extension ASN1Identifier {
    fileprivate static func application(_ number: UInt) -> ASN1Identifier { ASN1Identifier(tagWithNumber: number, tagClass: .application) }
}
