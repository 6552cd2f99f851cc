// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// What a stranger can do without proving who they are. The raw values are stored and never reused.
package enum AttemptKind: UInt8, Hashable, Sendable, CaseIterable {
    case logonFailed = 0
    case smb1Refused = 1
    case dialectRefused = 2
    case badSignature = 3
    case unsignedWhereDue = 4
    case negotiateValidationFailed = 5
    case protocolViolation = 6
    case negotiateRefused = 7
    case negotiateNotValidated = 8
    case nullSessionRefused = 9
    case unencryptedWhereDue = 10
    case undecryptable = 11
    case legacyAnswerRefused = 20
    case smb1Negotiated = 21
}

/// How often an address did something of a kind. Addresses that were pushed out are summed up under `others`.
package struct AttemptCounter: Hashable, Sendable {
    package static let others = "others"

    package let kind: AttemptKind
    package let address: String
    package let count: UInt64
    package let firstSeen: NTTime
    package let lastSeen: NTTime
    /// What the last one was about, in the client's words or ours.
    package let detail: String
}

struct AttemptKey: Hashable {
    let kind: AttemptKind
    let address: String
}

struct AttemptTally: Hashable {
    var count: UInt64
    var first: NTTime
    var last: NTTime
    var detail: String

    mutating func add(_ other: AttemptTally) {
        self.count &+= other.count
        self.first = min(self.first, other.first)
        if other.last >= self.last {
            self.last = other.last
            self.detail = other.detail
        }
    }
}
