// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// The table in docs/spn-validation.md.
package enum SPNValidationDocument {
    package static let begin = "<!-- generated from the truth table: run make docs -->"
    package static let end = "<!-- end of what is generated -->"

    package static func table() -> String {
        var lines = [self.begin, ""]
        lines += [
            "### Names", "", "| what the client sends | NTLMv2 | Kerberos | event | level 0 | level 1 | level 2 | why |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += NameForm.all.flatMap { self.lines(of: $0) }
        lines += ["", "### Logons", "", "| logon | level 0 | level 1 | level 2 | any-of | events |", "|---|---|---|---|---|---|"]
        lines += NameRow.Proof.allCases.flatMap { self.lines(of: $0) }
        lines += ["", self.end]
        return lines.joined(separator: "\n")
    }

    private static func lines(of form: NameForm) -> [String] {
        let ntlm = self.row(form, .ntlmv2)
        let kerberos = self.row(form, .kerberosTarget)
        let isSame = form.overKerberos == form.overNTLM || form.overKerberos == .impossible
        let shown = isSame ? [ntlm] : [ntlm, kerberos]
        return shown.enumerated().map { index, row in
            let isKerberos = index == 1
            let cells = [
                form.title, isKerberos ? "" : self.worth(form, form.overNTLM),
                isSame || isKerberos ? self.worth(form, form.overKerberos) : "",
                row.expected.events.filter { $0.id != 551 }.map { "\($0.id)" }.joined(),
                self.end(form, row.proof, .level0), self.end(form, row.proof, .level1), self.end(form, row.proof, .level2), form.reason,
            ]
            return "| " + cells.joined(separator: " | ") + " |"
        }
    }

    private static func lines(of proof: NameRow.Proof) -> [String] {
        let names: [(String, String)] =
            switch proof {
            case .ntlmv1, .anonymous, .guest: [("", "cifs/server.example")]
            case .ntlmv2, .rawNTLM, .kerberosTarget, .kerberosTicket:
                [(" with a name of ours", "cifs/server.example"), (" with another name", "cifs/other.example")]
            }
        var lines: [String] = []
        for (title, name) in names {
            guard let form = NameForm.all.first(where: { $0.sent == .name(name) }) else { continue }
            let events = Set(NameRow.Demand.allCases.flatMap { self.row(form, proof, $0).expected.events.map(\.id) })
            let cells =
                [proof.label + title] + NameRow.Demand.allCases.map { self.end(form, proof, $0) }
                + [events.sorted().map { "\($0)" }.joined(separator: ", ")]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines
    }

    private static func row(_ form: NameForm, _ proof: NameRow.Proof, _ demand: NameRow.Demand = .level0) -> NameRow {
        NameRow(
            form: form, proof: proof, demand: demand, dialect: .smb3_1_1, signing: .enabled,
            origin: form.isLoopbackName ? .loopback : .elsewhere)
    }

    private static func worth(_ form: NameForm, _ worth: NameForm.Worth) -> String {
        switch worth {
        case .absent: "absent"
        case .empty: "empty"
        case .foreign(let classIsValid, let principalIsValid):
            "refused: " + [classIsValid ? "" : "class", principalIsValid ? "" : "host"].filter { !$0.isEmpty }.joined(separator: " and ")
        case .ours(let tolerances):
            "ours" + (tolerances.isEmpty ? "" : ": " + tolerances.joined(separator: ", ")) + (form.isLoopbackName ? " (from loopback)" : "")
        case .impossible: "–"
        }
    }

    private static func end(_ form: NameForm, _ proof: NameRow.Proof, _ demand: NameRow.Demand) -> String {
        let expected = self.row(form, proof, demand).expected
        switch expected.status {
        case .success: return expected.mustSign ? "in, must sign" : "in"
        case .accessDenied: return "ACCESS_DENIED"
        default: return "LOGON_FAILURE"
        }
    }
}

extension NameRow.Proof {
    fileprivate var label: String {
        switch self {
        case .ntlmv1: "NTLMv1"
        case .ntlmv2: "NTLMv2"
        case .rawNTLM: "NTLMv2 without SPNEGO"
        case .kerberosTarget: "Kerberos, target in the authenticator"
        case .kerberosTicket: "Kerberos, the ticket's name"
        case .anonymous: "anonymous"
        case .guest: "guest"
        }
    }
}
