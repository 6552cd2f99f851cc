// SPDX-License-Identifier: Apache-2.0
import SwiftASN1

/// Not a token of SPNEGO.
struct MalformedToken: Error {}

/// One element of a decoded token, with the few questions that SPNEGO asks of it.
struct TokenNode {
    private let node: ASN1Node

    private init(_ node: ASN1Node) { self.node = node }

    /// Real clients write lengths in more bytes than DER allows, so BER is taken, as Windows and Samba do.
    init(parsing bytes: [UInt8]) throws(MalformedToken) {
        do { self.node = try BER.parse(bytes) } catch { throw MalformedToken() }
    }

    /// The element as it was sent.
    var encoded: [UInt8] { [UInt8](self.node.encodedBytes) }

    func isTagged(_ identifier: ASN1Identifier) -> Bool { self.node.identifier == identifier }

    func children(of identifier: ASN1Identifier) throws(MalformedToken) -> [TokenNode] {
        guard self.node.identifier == identifier, case .constructed(let children) = self.node.content else { throw MalformedToken() }
        return children.map(TokenNode.init)
    }

    func octets(of identifier: ASN1Identifier) throws(MalformedToken) -> [UInt8] {
        guard self.node.identifier == identifier, case .primitive(let octets) = self.node.content else { throw MalformedToken() }
        return [UInt8](octets)
    }

    /// The element inside an explicit context tag.
    func content(tagged number: UInt) throws(MalformedToken) -> TokenNode {
        let children = try self.children(of: .context(number))
        guard let only = children.first, children.count == 1 else { throw MalformedToken() }
        return only
    }

    /// The fields of a SEQUENCE by their context tags. A tag that comes twice, or is none, is refused.
    func fields() throws(MalformedToken) -> [UInt: TokenNode] {
        var fields: [UInt: TokenNode] = [:]
        for child in try self.children(of: .sequence) {
            guard child.node.identifier.tagClass == .contextSpecific else { throw MalformedToken() }
            let number = child.node.identifier.tagNumber
            guard fields.updateValue(try child.content(tagged: number), forKey: number) == nil else { throw MalformedToken() }
        }
        return fields
    }
}

extension ASN1Identifier {
    static func context(_ number: UInt) -> ASN1Identifier { ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific) }
    /// The frame of an initial token. RFC 2743, 3.1
    static let initialContextToken = ASN1Identifier(tagWithNumber: 0, tagClass: .application)
    static let generalString = ASN1Identifier(tagWithNumber: 27, tagClass: .universal)
}

extension DER.Serializer {
    mutating func constructed(_ identifier: ASN1Identifier, _ body: (inout DER.Serializer) -> Void) {
        self.appendConstructedNode(identifier: identifier) { body(&$0) }
    }

    mutating func primitive(_ identifier: ASN1Identifier, _ octets: [UInt8]) {
        self.appendPrimitiveNode(identifier: identifier) { $0.append(contentsOf: octets) }
    }

    /// `[number] content`
    mutating func field(_ number: UInt, _ identifier: ASN1Identifier, _ octets: [UInt8]?) {
        guard let octets else { return }
        self.constructed(.context(number)) { $0.primitive(identifier, octets) }
    }
}
