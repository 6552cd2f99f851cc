// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth

/// A session of the running server.
struct LiveSession: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Hashable, Sendable {
        case user, guest, anonymous

        init(_ kind: LogonKind) {
            self =
                switch kind {
                case .user: .user
                case .guest: .guest
                case .anonymous: .anonymous
                }
        }

        var logonKind: LogonKind {
            switch self {
            case .user: .user
            case .guest: .guest
            case .anonymous: .anonymous
            }
        }
    }

    /// The identifier on the wire, in hexadecimal.
    var id: String
    var client: String
    var workstation: String
    var user: String
    var kind: Kind
    var dialect: UInt16
    var signingRequired: Bool
    /// Nil where nothing is signed: a guest has no key.
    var signingAlgorithm: String?
    /// What the session can be encrypted with; nil where it can't.
    var cipher: String?
    /// Whether it must be.
    var encrypted: Bool
    var mechanism: String
    var spn: SPNVerdict
    /// What stops a relay of it; nil where nothing does.
    var protection: String?
    /// The rung of the ladder that it stands on for signing.
    var evidence: String?
    /// Seconds since 1970.
    var since: Double
}

extension LiveSession {
    var dialectName: String { DialectName.of(self.dialect) }

    var spnVerdict: String {
        switch self.spn {
        case .absent: "absent"
        case .empty: "empty"
        case .unrecognized: "unrecognized"
        case .accepted: "accepted"
        }
    }
}
