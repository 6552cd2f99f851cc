// SPDX-License-Identifier: Apache-2.0

extension ClientReport {
    /// `clients --format json`
    package static func json(_ reports: [ClientReport]) -> String {
        var writer = JSONWriter()
        writer.array { array in
            for report in reports { array.object { report.write(to: &$0) } }
        }
        return writer.text
    }

    private func write(to object: inout JSONWriter) {
        object.string("client", self.client)
        object.string("workstation", self.workstation)
        object.strings("names", self.names)
        object.strings("users", self.users)
        object.strings("dialects", self.dialects)
        object.strings("clientGuids", self.clientGUIDs)
        object.string("firstSeen", Timestamp.plain(self.firstSeen))
        object.string("lastSeen", Timestamp.plain(self.lastSeen))
        object.number("sessions", self.sessions)
        for (key, finding) in [("signing", self.signing), ("spn", self.spn), ("encryption", self.encryption)] {
            object.object(key) { member in
                member.string("verdict", finding.verdict.word)
                member.string("evidence", finding.evidence.rawValue)
                member.string("reason", finding.reason)
                if let isProtected = finding.isRelayProtected { member.bool("relayProtected", isProtected) }
                if let requests = finding.requests {
                    member.object("requests") { counts in
                        counts.number("signed", requests.valid)
                        counts.number("unsigned", requests.unsigned)
                        counts.number("bad", requests.bad)
                        counts.number("encrypted", requests.encrypted)
                    }
                }
            }
        }
        object.string("advice", self.advice)
    }

    /// `clients --format csv`
    package static func csv(_ reports: [ClientReport]) -> String {
        let header = [
            "client", "workstation", "names", "users", "dialects", "firstSeen", "lastSeen", "sessions", "signing", "signingEvidence",
            "signingReason", "spn", "spnEvidence", "spnReason", "encryption", "encryptionEvidence", "encryptionReason", "advice",
        ]
        return CSVText.table([header] + reports.map(\.cells))
    }

    private var cells: [String] {
        [
            self.client, self.workstation, self.names.joined(separator: " "), self.users.joined(separator: " "),
            self.dialects.joined(separator: " "), Timestamp.plain(self.firstSeen), Timestamp.plain(self.lastSeen), String(self.sessions),
        ] + [self.signing, self.spn, self.encryption].flatMap { [$0.verdict.word, $0.evidence.rawValue, $0.reason] } + [self.advice]
    }

    /// `clients --format text`
    package static func text(_ reports: [ClientReport]) -> String {
        if reports.isEmpty { return "No client has logged on in this time.\n" }
        let header = ["CLIENT", "WORKSTATION", "USERS", "DIALECTS", "SESSIONS", "LAST SEEN", "SIGNING", "SPN", "ENCRYPTION"]
        let rows = reports.map { report in
            [
                report.client, report.workstation, report.users.joined(separator: " "), report.dialects.joined(separator: " "),
                String(report.sessions), Timestamp.plain(report.lastSeen), report.signing.verdict.word, report.spn.verdict.word,
                report.encryption.verdict.word,
            ]
        }
        let reasons = reports.flatMap(\.reasons)
        return TextTable.render([header] + rows) + (reasons.isEmpty ? "" : "\n" + reasons.joined(separator: "\n") + "\n")
    }

    /// Why, for whatever is not ready, or passes without being protected.
    private var reasons: [String] {
        let name = self.workstation.isEmpty ? self.client : "\(self.client) (\(self.workstation))"
        return [("signing", self.signing), ("SPN", self.spn)].filter { $0.1.mustBeSeen }.map { what, finding in
            let advice = finding.advice.isEmpty ? "" : " → \(finding.advice)"
            return "\(name): \(what) \(finding.verdict.word): \(finding.reason)\(advice)".printable
        }
    }
}

extension Finding {
    fileprivate var mustBeSeen: Bool { self.verdict != .ready || self.isRelayProtected == false }
}
