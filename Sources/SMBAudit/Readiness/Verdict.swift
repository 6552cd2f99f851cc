// SPDX-License-Identifier: Apache-2.0

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

/// How firm the ground of a verdict is. [MS-SMB2] lets a client claim; only what it did proves.
package enum Evidence: String, Hashable, Sendable {
    /// The client said nothing to go by.
    case none
    /// It says that it can, or that it cannot.
    case advertised
    /// It demands it of us.
    case required
    /// It did it at least once.
    case seen
    /// It did it for whole sessions.
    case sustained
    /// What it did belies what it said.
    case contradicted
}

/// A verdict, what it rests on, and why.
package struct Finding: Hashable, Sendable {
    package let verdict: Verdict
    package let evidence: Evidence
    package let reason: String
    package let advice: String

    package init(_ verdict: Verdict, _ evidence: Evidence, _ reason: String, advice: String = "") {
        self.verdict = verdict
        self.evidence = evidence
        self.reason = reason
        self.advice = advice
    }

    /// The finding of the worst kind, and the kind that it is about. Among equals the one seen last decides.
    static func worst(of kinds: [SessionKind], _ judge: (SessionKind) -> Finding) -> (finding: Finding, kind: SessionKind)? {
        kinds.map { (finding: judge($0), kind: $0) }
            .max { ($0.finding.verdict, $0.kind.lastSeen) < ($1.finding.verdict, $1.kind.lastSeen) }
    }

    /// The same finding with the kind of session it is about.
    func naming(_ kind: SessionKind) -> Finding {
        Finding(self.verdict, self.evidence, "\(self.reason) (\(kind.label))", advice: self.advice)
    }
}
