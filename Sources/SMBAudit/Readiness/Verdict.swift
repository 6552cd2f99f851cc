// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What becomes of a client under a requirement. Ordered: the worst is the greatest.
package enum Verdict: Int, Hashable, Sendable, Comparable, CaseIterable {
    case ready
    /// Too little was seen to say.
    case unknown
    /// It may live on; it has not shown that it can.
    case atRisk
    case breaks

    /// The word in JSON and CSV.
    package var word: String {
        switch self {
        case .ready: "ready"
        case .unknown: "unknown"
        case .atRisk: "at-risk"
        case .breaks: "breaks"
        }
    }

    package static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
}

/// The ladder: how firm the ground of a verdict is. [MS-SMB2] lets a client claim; only what it did proves.
package enum Evidence: String, Hashable, Sendable {
    /// The client said nothing to go by.
    case none
    /// It says that it can, or that it cannot.
    case advertised
    /// It demands it of us.
    case required
    /// It did it, and did it right, at least once.
    case seen
    /// It did it for whole sessions.
    case sustained
    /// What it did belies what it said: something was wrong or missing where it was due.
    case contradicted

    /// The rung of a session that has sent nothing yet.
    package init(claimed modes: SigningModes) {
        self = modes.contains(.required) ? .required : modes.contains(.enabled) ? .advertised : .none
    }
}

/// A verdict, what it rests on, and why.
package struct Finding: Hashable, Sendable {
    package let verdict: Verdict
    package let evidence: Evidence
    package let reason: String
    package let advice: String
    /// The requests that it rests on, where requests are its ground.
    package private(set) var requests: SignatureCounts?
    /// Where it is about a name: whether that name stops a relay, or only passes.
    package private(set) var isRelayProtected: Bool?

    package init(_ verdict: Verdict, _ evidence: Evidence, _ reason: String, advice: String = "") {
        self.verdict = verdict
        self.evidence = evidence
        self.reason = reason
        self.advice = advice
    }

    /// The finding of the worst kind, and the kind that it is about. Among equals the one seen last decides.
    static func worst(of kinds: [SessionKind], _ judge: (SessionKind) -> Finding) -> (finding: Finding, kind: SessionKind)? {
        kinds.map { (finding: judge($0), kind: $0) }.max { $0.finding.rank($0.kind) < $1.finding.rank($1.kind) }
    }

    /// What passes without being protected is worse than what is.
    private func rank(_ kind: SessionKind) -> (Verdict, Int, UInt64) {
        (self.verdict, self.isRelayProtected == false ? 1 : 0, kind.lastSeen.rawValue)
    }

    /// The same finding with the kind of session it is about.
    func naming(_ kind: SessionKind) -> Finding {
        self.with(reason: "\(self.reason) (\(kind.label))")
    }

    func counting(_ requests: SignatureCounts) -> Finding {
        var finding = self
        finding.requests = requests
        return finding
    }

    func relayProtected(_ isProtected: Bool) -> Finding {
        var finding = self
        finding.isRelayProtected = isProtected
        return finding
    }

    private func with(reason: String) -> Finding {
        var finding = Finding(self.verdict, self.evidence, reason, advice: self.advice)
        finding.requests = self.requests
        finding.isRelayProtected = self.isRelayProtected
        return finding
    }
}
