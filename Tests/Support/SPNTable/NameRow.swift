// SPDX-License-Identifier: Apache-2.0
package import SMBAudit
package import SMBSettings
package import SMBWire

/// One line of the truth table: who says what, how, and to which server.
package struct NameRow: Sendable {
    package enum Proof: String, CaseIterable, Sendable {
        case ntlmv1
        case ntlmv2
        /// NTLM without SPNEGO around it.
        case rawNTLM
        /// The target in the authenticator's authorization data.
        case kerberosTarget
        /// No target in the authenticator: the ticket's own service name.
        case kerberosTicket
        case anonymous
        /// A user that nobody knows, where guests are welcome.
        case guest
    }

    package enum Demand: String, CaseIterable, Sendable {
        case level0, level1, level2
        /// RequireRelayProtection, at level 0.
        case anyOf
    }

    package enum Signing: String, CaseIterable, Sendable {
        case none, enabled, required
        /// Advertised, but the signature that is then sent is wrong.
        case bad
    }

    package enum Origin: String, CaseIterable, Sendable { case elsewhere, loopback }

    package let form: NameForm
    package let proof: Proof
    package let demand: Demand
    package let dialect: SMB2.Dialect
    package let signing: Signing
    package let origin: Origin

    package static func rows(of form: NameForm) -> [NameRow] {
        var rows: [NameRow] = []
        for proof in Proof.allCases where proof.canCarry(form) {
            for demand in Demand.allCases {
                for dialect in SMB2.Dialect.all {
                    for signing in Signing.allCases {
                        for origin in Origin.allCases {
                            rows.append(
                                NameRow(form: form, proof: proof, demand: demand, dialect: dialect, signing: signing, origin: origin))
                        }
                    }
                }
            }
        }
        return rows
    }

    /// Every `stride`th row of those that a client can act out. A stride that is prime meets every value of every axis.
    package static func sample(stride: Int, where isWanted: (NameRow) -> Bool = { _ in true }) -> [NameRow] {
        let rows = NameForm.all.flatMap { Self.rows(of: $0) }.filter { $0.proof.isNTLM && isWanted($0) }
        return Swift.stride(from: 0, to: rows.count, by: stride).map { rows[$0] }
    }

    package static let acceptedNames = AcceptedNames(
        hostNames: ["server.example"], serverNames: ["alias.example"], addresses: ["192.0.2.1", "2001:db8::1", "fe80::1", "127.0.0.1"],
        allowed: ["cluster.example", "198.51.100.9"])

    /// What the server has in force.
    package var settings: Settings {
        var settings = Settings()
        settings.auditsSigning = true
        settings.auditsSPN = true
        settings.allowsAnonymous = true
        settings.allowsGuest = true
        settings.limitsFailedLogons = false
        switch self.demand {
        case .level0: settings.hardeningLevel = .off
        case .level1: settings.hardeningLevel = .acceptIfProvided
        case .level2: settings.hardeningLevel = .required
        case .anyOf: settings.requiresRelayProtection = true
        }
        return settings
    }
}

extension NameRow.Proof {
    package var isNTLM: Bool {
        switch self {
        case .ntlmv1, .ntlmv2, .rawNTLM, .anonymous, .guest: true
        case .kerberosTarget, .kerberosTicket: false
        }
    }

    func canCarry(_ form: NameForm) -> Bool {
        switch self {
        case .ntlmv1, .ntlmv2, .rawNTLM, .anonymous, .guest: form.overNTLM != .impossible
        case .kerberosTarget: form.overKerberos != .impossible
        // Every ticket has a service name.
        case .kerberosTicket: form.overKerberos != .impossible && form.sent != .name("")
        }
    }
}

extension NameRow: CustomStringConvertible {
    package var description: String {
        "\(self.form.title) by \(self.proof) from \(self.origin) at \(self.demand) over \(self.dialect), signing \(self.signing)"
    }
}
