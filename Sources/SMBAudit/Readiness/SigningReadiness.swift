// SPDX-License-Identifier: Apache-2.0
import SMBAuth

/// Whether a kind of session lives on once signing is required.
///
/// Advertisement errs both ways, so what was done outweighs what was said:
/// * A signature that verified proves that the client holds the key and knows the algorithm: ready, whatever it advertised. Clients of
///   3.x sign their tree connect or validate-negotiate even in unsigned sessions, so most have shown it.
/// * A client that requires signing itself meets today what everybody will meet then: ready, unless its own requests belie it.
/// * The bit alone is a claim. A client of 2.x that was never made to sign may be able to (most are) or not (some advertise and never
///   sign): at risk, until a trial shows. A client of 3.x that never signed although its dialect makes it is at risk for a better reason.
/// * Neither bit, and nothing signed: breaks.
/// * Guests have no key: with required signing they are refused. Anonymous sessions keep IPC$ only.
struct SigningReadiness {
    /// The counts of all kinds of the same software and user: a signature in one session speaks for the others, whatever SPN they sent.
    private let pool: [Pool: Totals]

    private struct Pool: Hashable {
        let address: String
        /// Not the client GUID: many clients make a new one for each process.
        let workstation: HostName
        let user: String
        let domain: String
        let kind: LogonKind
        let dialect: UInt16
        let modes: SigningModes
        let mechanism: Mechanism

        init(_ kind: SessionKind) {
            self.address = kind.client.address
            self.workstation = HostName(kind.client.workstation)
            self.user = kind.logon.user
            self.domain = kind.logon.domain
            self.kind = kind.logon.kind
            self.dialect = kind.logon.dialect
            self.modes = kind.logon.signingModes
            self.mechanism = kind.logon.mechanism
        }
    }

    private struct Totals {
        var signatures = SignatureCounts.zero
        /// Of the unsigned requests, those on sessions that required signing; they were refused.
        var unsignedWhereDue: UInt64 = 0
        var wasRequired = false
    }

    init(_ kinds: [SessionKind]) {
        var pool: [Pool: Totals] = [:]
        for kind in kinds {
            var totals = pool[Pool(kind)] ?? Totals()
            totals.signatures = totals.signatures + kind.signatures
            if kind.logon.signingRequired {
                totals.unsignedWhereDue &+= kind.signatures.unsigned
                totals.wasRequired = true
            }
            pool[Pool(kind)] = totals
        }
        self.pool = pool
    }

    func judge(_ kind: SessionKind) -> Finding {
        switch kind.logon.kind {
        case .guest:
            return Finding(
                .breaks, .advertised, "Guest sessions have no key to sign with and are refused when signing is required.",
                advice: "Give the client a user and a password.")
        case .anonymous:
            return Finding(
                .atRisk, .advertised, "Anonymous sessions cannot be signed; when signing is required they reach IPC$ only.",
                advice: "Give the client a user and a password if it needs files.")
        case .user:
            return Self.judge(kind, self.pool[Pool(kind)] ?? Totals())
        }
    }

    private static func judge(_ kind: SessionKind, _ totals: Totals) -> Finding {
        let counts = totals.signatures
        if counts.valid == 0, counts.bad > 0 {
            return Finding(
                .breaks, .contradicted, "It signed \(counts.bad) times, and never right.",
                advice: "Update the client; its signing is broken.")
        }
        if counts.bad > 0 {
            return Finding(
                .atRisk, .contradicted, "It signed \(counts.valid) times right and \(counts.bad) times wrong.",
                advice: "Find out what breaks its signatures: the client, or somebody on the way.")
        }
        if totals.unsignedWhereDue > 0 {
            return counts.valid == 0
                ? Finding(
                    .breaks, .contradicted,
                    "Where signing was required it sent \(totals.unsignedWhereDue) unsigned requests and no signed one.",
                    advice: "Update the client or switch signing on in it.")
                : Finding(
                    .atRisk, .contradicted, "Where signing was required it left \(totals.unsignedWhereDue) requests unsigned.",
                    advice: "Update the client; it does not sign everything.")
        }
        if counts.valid > 0 {
            return counts.unsigned == 0 && totals.wasRequired
                ? Finding(.ready, .sustained, "It signed all of \(counts.valid) requests where signing was required.")
                : Finding(.ready, .seen, "It signed \(counts.valid) requests, and all signatures were right.")
        }
        return self.judgeClaim(kind, unsigned: counts.unsigned)
    }

    /// Nothing was ever signed: only what the client said is left.
    private static func judgeClaim(_ kind: SessionKind, unsigned: UInt64) -> Finding {
        let modes = kind.logon.signingModes
        if modes.isEmpty {
            return Finding(
                .breaks, .advertised, "It advertises no signing and never signed.",
                advice: "Switch signing on in the client, or update it; some can sign when made to, which a trial shows.")
        }
        if modes.contains(.required) {
            return Finding(.ready, .required, "It requires signing itself.")
        }
        if unsigned == 0 {
            return Finding(
                .unknown, .advertised, "It advertises signing; it has sent nothing yet that could show it.",
                advice: "Wait until it has been used.")
        }
        let isObliged = kind.logon.dialect >= 0x0300
        return Finding(
            .atRisk, .advertised,
            isObliged
                ? "It advertises signing, yet signed nothing, not even what dialect \(DialectName.of(kind.logon.dialect)) makes clients sign."
                : "It advertises signing and never had to prove it; none of \(unsigned) requests was signed.",
            advice: "Try it against a server that requires signing, or ask its maker, before signing is required here.")
    }
}
