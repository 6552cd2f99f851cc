// SPDX-License-Identifier: Apache-2.0
package import SMBAuth
import SMBWire

/// A dialect as people write it.
package enum DialectName {
    package static let smb1 = SMB2.Dialect.ntLanManager.rawValue

    package static func of(_ dialect: UInt16) -> String {
        switch dialect {
        case Self.smb1: "NT LM 0.12"
        case 0x0202: "2.0.2"
        case 0x0210: "2.1"
        case 0x0300: "3.0"
        case 0x0302: "3.0.2"
        case 0x0311: "3.1.1"
        default: "0x" + Hex.digits(dialect, count: 4)
        }
    }
}

extension LogonKind {
    package var label: String {
        switch self {
        case .user: "user"
        case .guest: "guest"
        case .anonymous: "anonymous"
        }
    }
}

extension Mechanism {
    package var label: String {
        switch self {
        case .ntlmv2: "NTLMv2"
        case .ntlmv1: "NTLMv1"
        case .kerberos: "Kerberos"
        case .anonymous: "anonymous"
        }
    }
}

extension TokenWrapping {
    package var label: String {
        switch self {
        case .spnego: "SPNEGO"
        case .raw: "raw"
        }
    }
}

extension NameSource {
    package var label: String {
        switch self {
        case .attribute: "NTLM attribute"
        case .authorizationData: "authorization data"
        case .ticket: "ticket name, forgeable"
        }
    }
}

extension NameOrigin {
    package var label: String {
        switch self {
        case .unknown: "unknown"
        case .typed: "typed"
        case .echoed: "echoed"
        }
    }
}
