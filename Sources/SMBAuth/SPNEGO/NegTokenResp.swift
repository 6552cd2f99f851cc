// SPDX-License-Identifier: Apache-2.0
import SwiftASN1

/// NegTokenResp. RFC 4178, 4.2.2
package struct NegTokenResp: Hashable, Sendable {
    package enum State: UInt8, Sendable {
        case acceptCompleted = 0
        case acceptIncomplete = 1
        case reject = 2
        case requestMIC = 3
    }

    package var state: State?
    package var supportedMechanism: MechanismType?
    package var responseToken: [UInt8]?
    package var mechListMIC: [UInt8]?

    package init(
        state: State?, supportedMechanism: MechanismType? = nil, responseToken: [UInt8]? = nil, mechListMIC: [UInt8]? = nil
    ) {
        self.state = state
        self.supportedMechanism = supportedMechanism
        self.responseToken = responseToken
        self.mechListMIC = mechListMIC
    }
}

extension NegTokenResp {
    init(decoding token: [UInt8]) throws(MalformedToken) {
        let fields = try TokenNode(parsing: token).content(tagged: 1).fields()
        if let state = try fields[0]?.octets(of: .enumerated) {
            guard state.count == 1, let known = State(rawValue: state[0]) else { throw MalformedToken() }
            self.state = known
        }
        if let mechanism = try fields[1]?.octets(of: .objectIdentifier) { self.supportedMechanism = MechanismType(octets: mechanism) }
        self.responseToken = try fields[2]?.octets(of: .octetString)
        self.mechListMIC = try fields[3]?.octets(of: .octetString)
    }

    /// Nil for what is none: for those who wait for one and need no reason.
    package init?(_ token: [UInt8]) {
        do { self = try NegTokenResp(decoding: token) } catch { return nil }
    }

    package func encoded() -> [UInt8] {
        var serializer = DER.Serializer()
        serializer.constructed(.context(1)) { choice in
            choice.constructed(.sequence) { fields in
                fields.field(0, .enumerated, self.state.map { [$0.rawValue] })
                fields.field(1, .objectIdentifier, self.supportedMechanism?.octets)
                fields.field(2, .octetString, self.responseToken)
                fields.field(3, .octetString, self.mechListMIC)
            }
        }
        return serializer.serializedBytes
    }
}
