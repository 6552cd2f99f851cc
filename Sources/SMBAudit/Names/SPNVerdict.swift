// SPDX-License-Identifier: Apache-2.0
package import SMBAuth
package import SMBSettings

/// What the name in a proven logon is worth. It is computed at every level, off included: that is the audit's purpose.
package enum SPNVerdict: Hashable, Sendable, Codable {
    /// Nothing came, or nothing to be trusted. The status is event 3024's.
    case absent(status: UInt32)
    /// The client can send a name and sent none.
    case empty
    /// Class and principal are two tests, and both verdicts are in event 3025.
    case unrecognized(spn: String, classIsValid: Bool, principalIsValid: Bool)
    case accepted(spn: String, tolerances: [Tolerance])

    /// SEC_E_TARGET_UNKNOWN: nothing was sent.
    package static let targetUnknown: UInt32 = 0x8009_0303
    /// SEC_E_UNSUPPORTED_FUNCTION: the mechanism cannot carry a name.
    package static let unsupportedFunction: UInt32 = 0x8009_0302
}

extension SPNVerdict {
    /// Whether a logon is refused at a level. Guests and anonymous sessions prove nothing, so what they sent does not count.
    package func isRefused(at level: HardeningLevel, kind: LogonKind) -> Bool {
        switch (level, kind) {
        case (.off, _), (.acceptIfProvided, .guest), (.acceptIfProvided, .anonymous): false
        case (.required, .guest), (.required, .anonymous): true
        case (.acceptIfProvided, .user): self.isUnrecognized
        case (.required, .user): !self.isAccepted
        }
    }

    package var isAccepted: Bool {
        switch self {
        case .accepted: true
        case .absent, .empty, .unrecognized: false
        }
    }

    package var isUnrecognized: Bool {
        switch self {
        case .unrecognized: true
        case .absent, .empty, .accepted: false
        }
    }

    /// The text that the client sent, if it was to be trusted.
    package var spn: String? {
        switch self {
        case .absent, .empty: nil
        case .unrecognized(let spn, _, _), .accepted(let spn, _): spn
        }
    }
}
