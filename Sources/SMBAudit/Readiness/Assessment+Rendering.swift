// SPDX-License-Identifier: Apache-2.0
import SMBSettings

extension Assessment {
    /// `assess --format json`
    package func json() -> String {
        var writer = JSONWriter()
        writer.object { object in
            object.object("settings") { Self.write(self.question, to: &$0) }
            object.number("clients", self.clients)
            for (key, clients) in [("breaks", self.breaks), ("atRisk", self.atRisk), ("unknown", self.unknown)] {
                object.array(key) { array in
                    for client in clients { array.object { Self.write(client, to: &$0) } }
                }
            }
            object.number("ready", self.ready)
        }
        return writer.text
    }

    private static func write(_ settings: [String: RegistryValue], to object: inout JSONWriter) {
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .dword(let number): object.number(name, number)
            case .string(let text): object.string(name, text)
            case .multiString(let items): object.strings(name, items)
            }
        }
    }

    private static func write(_ client: Client, to object: inout JSONWriter) {
        object.string("client", client.client)
        object.string("workstation", client.workstation)
        object.strings("users", client.users)
        object.string("reason", client.reason)
        object.string("advice", client.advice)
        object.string("lastSeen", Timestamp.plain(client.lastSeen))
    }

    /// `assess --format csv`. Clients that are ready are a number only, and not listed.
    package func csv() -> String {
        CSVText.table([["verdict", "client", "workstation", "users", "reason", "advice", "lastSeen"]] + self.rows)
    }

    /// `assess --format text`
    package func text() -> String {
        let asked = self.question.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        let summary =
            "\(self.clients) clients: \(self.breaks.count) break, \(self.atRisk.count) at risk, \(self.unknown.count) unknown, \(self.ready) ready"
        let head = "If \(asked.isEmpty ? "the settings stay as they are" : asked.printable): \(summary).\n"
        if self.rows.isEmpty { return head }
        return head + "\n" + TextTable.render([["VERDICT", "CLIENT", "WORKSTATION", "USERS", "REASON", "ADVICE", "LAST SEEN"]] + self.rows)
    }

    private var rows: [[String]] {
        [(Verdict.breaks, self.breaks), (.atRisk, self.atRisk), (.unknown, self.unknown)].flatMap { verdict, clients in
            clients.map { client in
                [
                    verdict.word, client.client, client.workstation, client.users.joined(separator: " "), client.reason, client.advice,
                    Timestamp.plain(client.lastSeen),
                ]
            }
        }
    }
}
