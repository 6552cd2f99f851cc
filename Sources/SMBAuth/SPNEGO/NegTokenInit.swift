// SPDX-License-Identifier: Apache-2.0
import SwiftASN1

/// NegTokenInit, and NegTokenInit2, which is the same with a hint in it. RFC 4178, 4.2.1; [MS-SPNG] 2.2.1
package struct NegTokenInit: Hashable, Sendable {
    package var mechanisms: [MechanismType]
    package var mechToken: [UInt8]?
    package var mechListMIC: [UInt8]?
    /// MechTypeList as it was sent: what a mechListMIC covers.
    package private(set) var encodedMechanisms: [UInt8]

    package init(mechanisms: [MechanismType], mechToken: [UInt8]?, mechListMIC: [UInt8]? = nil) {
        self.mechanisms = mechanisms
        self.mechToken = mechToken
        self.mechListMIC = mechListMIC
        var list = DER.Serializer()
        Self.write(mechanisms, into: &list)
        self.encodedMechanisms = list.serializedBytes
    }

    /// More than any client knows.
    private static let maximumMechanisms = 32
    /// What the specification prescribes for a hint that says nothing.
    private static let hintName = [UInt8]("not_defined_in_RFC4178@please_ignore".utf8)
}

extension NegTokenInit {
    init(decoding token: [UInt8]) throws(MalformedToken) {
        let frame = try TokenNode(parsing: token).children(of: .initialContextToken)
        guard frame.count == 2, try frame[0].octets(of: .objectIdentifier) == MechanismType.spnego.octets else { throw MalformedToken() }
        let fields = try frame[1].content(tagged: 0).fields()
        guard let list = fields[0] else { throw MalformedToken() }
        let mechanisms = try list.children(of: .sequence)
        guard !mechanisms.isEmpty, mechanisms.count <= Self.maximumMechanisms else { throw MalformedToken() }
        self.mechanisms = []
        for mechanism in mechanisms { self.mechanisms.append(MechanismType(octets: try mechanism.octets(of: .objectIdentifier))) }
        self.encodedMechanisms = list.encoded
        self.mechToken = try fields[2]?.octets(of: .octetString)
        // Field 3 is the MIC in RFC 4178 and the hint in [MS-SPNG], which moves the MIC to 4. The hint is ignored.
        let mic = fields[3].flatMap { $0.isTagged(.sequence) ? nil : $0 } ?? fields[4]
        self.mechListMIC = try mic?.octets(of: .octetString)
    }

    /// `hints`: as the server's NegTokenInit2.
    package func encoded(hints: Bool = false) -> [UInt8] {
        var serializer = DER.Serializer()
        serializer.constructed(.initialContextToken) { frame in
            frame.primitive(.objectIdentifier, MechanismType.spnego.octets)
            frame.constructed(.context(0)) { choice in
                choice.constructed(.sequence) { fields in
                    fields.constructed(.context(0)) { Self.write(self.mechanisms, into: &$0) }
                    fields.field(2, .octetString, self.mechToken)
                    if hints {
                        fields.constructed(.context(3)) { $0.constructed(.sequence) { $0.field(0, .generalString, Self.hintName) } }
                    }
                    fields.field(hints ? 4 : 3, .octetString, self.mechListMIC)
                }
            }
        }
        return serializer.serializedBytes
    }

    private static func write(_ mechanisms: [MechanismType], into serializer: inout DER.Serializer) {
        serializer.constructed(.sequence) { list in
            for mechanism in mechanisms { list.primitive(.objectIdentifier, mechanism.octets) }
        }
    }
}
