// SPDX-License-Identifier: Apache-2.0
import SMBAuth

/// Whether a kind of session lives on once signing is required.
///
/// Advertisement errs both ways, so what was done outweighs what was said:
/// * A trial is the requirement itself, for one connection: the newest one that a logon stands behind decides, right or wrong.
/// * A signature that verified proves that the client holds the key and knows the algorithm, and so does a request that decrypted: ready,
///   whatever it advertised. Clients of 3.x sign their tree connect or validate-negotiate even in unsigned sessions, so most have shown it.
/// * Sessions in which everything was signed wrongly, or nothing where it was due: breaks, whatever it advertised.
/// * A client that requires signing itself meets today what everybody will meet then: ready, unless its own requests belie it.
/// * The bit alone is a claim. A client of 2.x that was never made to sign may be able to (most are) or not (some advertise and never
///   sign): at risk, until a trial shows. The same holds for one of 3.x that shows nothing, though its dialect makes it.
/// * Neither bit, and nothing signed: breaks. In SMB1 such a client may well sign when it is made to, and was perhaps never offered to:
///   at risk, or unknown.
/// * A connection of SMB1 has one user's key. Where signing is required no other user may share it: who does breaks.
/// * Guests have no key: with required signing they are refused. Anonymous sessions keep IPC$ only, which is what they have.
struct SigningReadiness {
    /// The counts of all kinds of the same software and user: a signature in one session speaks for the others, whatever SPN they sent.
    private let pool: [Pool: Totals]
    /// The newest first.
    private let trials: [TrialResult]

    private struct Pool: Hashable {
        let address: String
        /// Not the client GUID: many clients make a new one for each process.
        let workstation: HostName
        let user: String
        let domain: String
        let kind: LogonKind
        let dialect: UInt16
        let negotiateWord: UInt16?
        let mechanism: Mechanism
        /// Of SMB1: the client signed because it asked to, which says nothing of its fellow that is told not to ask.
        var askedToSign: Bool

        init(_ kind: SessionKind) {
            self.address = kind.client.address
            self.workstation = HostName(kind.client.workstation)
            self.user = kind.logon.user
            self.domain = kind.logon.domain
            self.kind = kind.logon.kind
            self.dialect = kind.logon.dialect
            // What SESSION_SETUP says may follow the server's answer, so it tells no software from another.
            self.negotiateWord = kind.logon.negotiateWord
            self.mechanism = kind.logon.mechanism
            self.askedToSign = kind.logon.smb1.map { $0.stance != .declined && !$0.signingWasRequired } ?? false
        }
    }

    struct Totals {
        var requests = SignatureCounts.zero
        /// Of the unsigned requests, those on sessions that required signing; they were refused.
        var unsignedWhereDue: UInt64 = 0
        var wasRequired = false
        /// What the client said where nothing had been demanded of it.
        var modes: SigningModes = []

        static func + (left: Totals, right: Totals) -> Totals {
            Totals(
                requests: left.requests + right.requests, unsignedWhereDue: left.unsignedWhereDue &+ right.unsignedWhereDue,
                wasRequired: left.wasRequired || right.wasRequired, modes: left.modes.union(right.modes))
        }
    }

    init(_ kinds: [SessionKind], trials: [TrialResult] = []) {
        var pool: [Pool: Totals] = [:]
        for kind in kinds {
            var totals = pool[Pool(kind)] ?? Totals()
            totals.requests = totals.requests + kind.signatures
            if !kind.logon.isTrial { totals.modes.formUnion(kind.logon.signingModes) }
            if kind.logon.signingRequired {
                totals.unsignedWhereDue &+= kind.signatures.unsigned
                totals.wasRequired = true
            }
            pool[Pool(kind)] = totals
        }
        self.pool = pool
        self.trials = trials.sorted { $0.time > $1.time }
    }

    func judge(_ kind: SessionKind) -> Finding {
        switch kind.logon.kind {
        case .guest:
            return Finding(
                .breaks, .advertised, "Guest sessions have no key to sign with and are refused when signing is required.",
                advice: "Give the client a user and a password.")
        case .anonymous:
            return Finding(
                .ready, .none, "Anonymous sessions cannot be signed; they reach IPC$ only, as they will when signing is required.")
        case .user:
            return self.judgeUser(kind).counting(self.totals(kind).requests)
        }
    }

    func totals(_ kind: SessionKind) -> Totals {
        var key = Pool(kind)
        let own = self.pool[key] ?? Totals()
        let isAlone = kind.logon.smb1.map { $0.stance == .declined && !$0.signingWasRequired } ?? true
        if isAlone { return own }
        key.askedToSign.toggle()
        return self.pool[key].map { own + $0 } ?? own
    }

    func trial(of kind: SessionKind) -> TrialFact? { self.trials.first { $0.isAbout(kind) }?.fact }

    private func judgeUser(_ kind: SessionKind) -> Finding {
        if kind.logon.smb1?.followsAnotherUser == true {
            return Finding(
                .breaks, .seen,
                "It logged on to an SMB1 connection on which another user had, whose key signs all of it: nobody else is let in there once "
                    + "signing is required.",
                advice: "Make the client open a connection for each user, or allow it SMB 2.")
        }
        return self.judgeSignatures(kind)
    }

    /// Whoever shares the connection.
    func judgeSignatures(_ kind: SessionKind) -> Finding {
        if let trial = self.trial(of: kind) { return trial.finding }
        let totals = self.totals(kind)
        if let contradiction = Self.contradiction(totals) { return contradiction }
        let requests = totals.requests
        if requests.valid > 0 {
            return requests.unsigned == 0 && totals.wasRequired
                ? Finding(.ready, .sustained, "It signed all of \(requests.valid) requests where signing was required.")
                : Finding(.ready, .seen, "It signed \(requests.valid) requests, and all signatures were right.")
        }
        if requests.encrypted > 0, requests.unsigned == 0 {
            return Finding(.ready, .sustained, "It encrypted all of \(requests.encrypted) requests, which need no signature then.")
        }
        return self.judgeClaim(kind, totals)
    }

    /// What belies the claim. What came after the key was shown is not counted here: anybody could have sent that.
    private static func contradiction(_ totals: Totals) -> Finding? {
        let requests = totals.requests
        let hasShownKey = requests.valid > 0 || requests.encrypted > 0
        if requests.bad > 0 {
            return hasShownKey
                ? Finding(
                    .atRisk, .contradicted, "Some of its sessions signed right and some wrong, \(requests.bad) times.",
                    advice: "Find out what breaks its signatures: one of its programs, or somebody on the way.")
                : Finding(
                    .breaks, .contradicted, "It signed \(requests.bad) times, and never right.",
                    advice: "Update the client; its signing is broken.")
        }
        guard totals.unsignedWhereDue > 0 else { return nil }
        return hasShownKey
            ? Finding(
                .atRisk, .contradicted,
                "Where signing was required, some of its sessions left \(totals.unsignedWhereDue) requests unsigned.",
                advice: "Find out which of its programs does not sign, and update it.")
            : Finding(
                .breaks, .contradicted,
                "Where signing was required it sent \(totals.unsignedWhereDue) unsigned requests and no signed one.",
                advice: "Update the client or switch signing on in it.")
    }

    /// Nothing was ever signed: only what the client said is left.
    private func judgeClaim(_ kind: SessionKind, _ totals: Totals) -> Finding {
        // In a trial a client may demand what was demanded of it.
        let modes = kind.logon.isTrial && !totals.modes.isEmpty ? totals.modes : kind.logon.signingModes
        if let claims = kind.logon.smb1 { return self.judgeClaim(kind, claims, modes) }
        if modes.isEmpty {
            return Finding(
                .breaks, .advertised, "It advertises no signing and never signed.",
                advice: "Switch signing on in the client, or update it; some can sign when made to, which a trial shows.")
        }
        if modes.contains(.required) {
            return Finding(.ready, .required, "It requires signing itself.")
        }
        let hint = self.hint(kind)
        let unsigned = totals.requests.unsigned
        if unsigned == 0 {
            return Finding(
                .unknown, .advertised, "It advertises signing; it has sent nothing yet that could show it." + hint,
                advice: "Wait until it has been used.")
        }
        let isObliged = kind.logon.dialect >= 0x0300
        return Finding(
            .atRisk, .advertised,
            (isObliged
                ? "It advertises signing, yet signed nothing, not even what dialect \(DialectName.of(kind.logon.dialect)) makes clients sign."
                : "It advertises signing and never had to prove it; none of \(unsigned) requests was signed.") + hint,
            advice: "Allow it a trial (signet trial allow \(kind.client.address)) before signing is required here.")
    }
}

extension SigningReadiness {
    /// In SMB1 asking leads to signing at once, so that who asked and was heard has shown it by its first request. Who does not ask may
    /// have been told not to, or may be unable: it has no word for the difference.
    private func judgeClaim(_ kind: SessionKind, _ claims: SMB1Claims, _ modes: SigningModes) -> Finding {
        if modes.contains(.required) { return Finding(.ready, .required, "It requires signing itself.") }
        let trial = "Allow it a trial (signet trial allow \(kind.client.address))"
        guard claims.signingWasOffered else {
            return Finding(
                .unknown, modes.isEmpty ? .none : .advertised,
                (modes.isEmpty
                    ? "It did not ask for signing, but none was offered to it, and many clients ask only then."
                    : "It asks for signing, which was not offered to it.") + self.hint(kind),
                advice: "Set EnableSecuritySignature to 1, so that signing is offered. \(trial) before signing is required here.")
        }
        return modes.isEmpty
            ? Finding(
                .atRisk, .advertised,
                "It did not ask for signing, which was offered to it, and signed nothing. In SMB1 that proves nothing: many clients sign "
                    + "when they are made to." + self.hint(kind),
                advice: "\(trial) before signing is required here.")
            : Finding(
                .unknown, .advertised, "It asks for signing; it has sent nothing yet that could show it." + self.hint(kind),
                advice: "Wait until it has been used.")
    }

    /// What is known of trials that nobody's logon stands behind. It changes no verdict.
    private func hint(_ kind: SessionKind) -> String {
        if self.trials.contains(where: { $0.mentions(kind) }) {
            return " In a trial somebody with its client GUID went away unproven, which proves nothing: others can send that GUID."
        }
        return self.trials.contains { $0.mayBeAbout(kind) }
            ? " In a trial somebody at its address went away unproven, who may have been another." : ""
    }

    /// What NEGOTIATE's SIGNING_REQUIRED does to a session that need not sign: a client that hears it may sign, go on unsigned, or give up.
    func judgeAnnouncement(_ kind: SessionKind) -> Finding {
        let signing = self.judge(kind)
        if signing.verdict == .ready { return signing }
        switch self.trial(of: kind)?.outcome {
        case .failed(.unsignedRequest):
            return Finding(.ready, .seen, "Told that signing is required it goes on unsigned, and it need not sign.")
        case .failed(.leftAfterNegotiate), .failed(.badSignature), .failed(.leftAfterLogon): return signing
        case .signed, nil: break
        }
        let totals = self.totals(kind)
        if totals.requests.bad > 0, totals.requests.valid == 0 { return signing }
        if totals.unsignedWhereDue > 0 {
            return Finding(.ready, .seen, "Told that signing is required it goes on unsigned, and it need not sign.")
        }
        return Finding(
            .atRisk, signing.evidence,
            "It need not sign, but is told that signing is required, and has not shown what it does then.", advice: signing.advice
        ).counting(totals.requests)
    }
}
