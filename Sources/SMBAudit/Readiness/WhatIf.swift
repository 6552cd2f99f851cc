// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

/// What the proposed settings make of a kind of session: the worst finding of all that they demand.
struct WhatIf {
    let signing: SigningReadiness
    let current: Settings
    let proposed: Settings

    func judge(_ kind: SessionKind) -> Finding {
        var findings = [self.dialect(kind), self.logon(kind), self.names(kind)]
        if self.proposed.requiresSigning { findings.append(self.signing.judge(kind)) }
        // The reason is asked for, so among equals the first that demands something speaks.
        return findings.compactMap { $0 }.max { $0.verdict < $1.verdict } ?? Finding(.ready, .none, "Nothing demands anything of it.")
    }

    private func dialect(_ kind: SessionKind) -> Finding? {
        let dialect = kind.logon.dialect
        if dialect < self.proposed.minimumDialect {
            return Finding(
                .breaks, .seen,
                "It speaks \(DialectName.of(dialect)), older than the minimum \(DialectName.of(self.proposed.minimumDialect)).",
                advice: "Update the client or allow it a newer dialect.")
        }
        // A client that speaks a newer dialect mostly speaks the older ones too.
        if dialect > self.proposed.maximumDialect {
            return Finding(
                .atRisk, .none,
                "It speaks \(DialectName.of(dialect)) and would have to fall back to \(DialectName.of(self.proposed.maximumDialect)) or older.",
                advice: "Make sure that the client allows an older dialect.")
        }
        return nil
    }

    private func logon(_ kind: SessionKind) -> Finding? {
        switch kind.logon.kind {
        case .user: nil
        case .guest where !self.proposed.allowsGuest:
            Finding(.breaks, .seen, "It logs on as guest, and guests are not allowed.", advice: "Give the client a user and a password.")
        case .anonymous where !self.proposed.allowsAnonymous:
            Finding(
                .breaks, .seen, "It logs on anonymously, and anonymous logons are not allowed.",
                advice: "Give the client a user and a password.")
        case .guest, .anonymous: nil
        }
    }

    private func names(_ kind: SessionKind) -> Finding? {
        let level = self.proposed.hardeningLevel
        if level == .off { return nil }
        switch kind.logon.spn {
        case .unrecognized(let spn, true, false) where self.isNewlyAllowed(spn, kind):
            return SPNReadiness.judge(kind, verdict: .accepted(spn: spn, tolerances: []), at: level)
        case .accepted(let spn, _) where self.isNoLongerListed(spn):
            return Finding(
                .atRisk, .seen, "It sends the SPN \(spn), which is being taken off SrvAllowedServerNames.",
                advice: "Keep the name listed unless it is this server's own.")
        case .absent, .empty, .unrecognized, .accepted:
            return SPNReadiness.judge(kind, at: level)
        }
    }

    private func isNewlyAllowed(_ spn: String, _ kind: SessionKind) -> Bool {
        let name = ServicePrincipalName(spn)
        guard name.realm == nil || kind.logon.mechanism == .kerberos else { return false }
        return Self.lists(self.proposed, name.host)
    }

    private func isNoLongerListed(_ spn: String) -> Bool {
        let host = ServicePrincipalName(spn).host
        return Self.lists(self.current, host) && !Self.lists(self.proposed, host)
    }

    private static func lists(_ settings: Settings, _ host: String) -> Bool {
        AcceptedNames(allowed: settings.allowedServerNames).accepts(host, peerIsLoopback: false)
    }
}
