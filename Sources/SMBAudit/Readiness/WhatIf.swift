// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

/// What the proposed settings make of a kind of session: the worst finding of all that they demand.
struct WhatIf {
    private let signing: SigningReadiness
    private let proposed: Settings
    private let listedNow: AcceptedNames
    private let listedThen: AcceptedNames

    init(signing: SigningReadiness, current: Settings, proposed: Settings) {
        self.signing = signing
        self.proposed = proposed
        self.listedNow = AcceptedNames(allowed: current.allowedServerNames)
        self.listedThen = AcceptedNames(allowed: proposed.allowedServerNames)
    }

    func judge(_ kind: SessionKind) -> Finding {
        var findings = [self.dialect(kind), self.logon(kind), self.names(kind)].compactMap { $0 }
        if self.proposed.requiresSigning { findings.append(self.signing.judge(kind)) }
        guard let worst = findings.max(by: { $0.verdict < $1.verdict }) else { return Finding(.ready, .none, "Nothing is demanded of it.") }
        // Who cures one cause only would still have a client that fails: all causes are named.
        let causes = findings.filter { $0.verdict == worst.verdict }
        return Finding(
            worst.verdict, worst.evidence, causes.map(\.reason).joined(separator: " "),
            advice: ClientReport.unique(causes.map(\.advice)).joined(separator: " "))
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
        return self.listedThen.accepts(name.host, peerIsLoopback: false)
    }

    private func isNoLongerListed(_ spn: String) -> Bool {
        let host = ServicePrincipalName(spn).host
        return self.listedNow.accepts(host, peerIsLoopback: false) && !self.listedThen.accepts(host, peerIsLoopback: false)
    }
}
