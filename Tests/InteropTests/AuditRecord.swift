// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `signet events` and `signet clients` say about a state, read as a script would read it.
struct AuditRecord: Sendable {
    let events: [Event]
    let clients: [Client]

    struct Event: Decodable, Sendable {
        struct Body: Decodable, Sendable {
            struct System: Decodable, Sendable { let EventID: Int }
            let System: System
            let EventData: [String: JSONValue]
        }
        let Event: Body

        var id: Int { self.Event.System.EventID }
        var fields: [String: JSONValue] { self.Event.EventData }
    }

    struct Client: Decodable, Sendable {
        struct Verdict: Decodable, Sendable {
            let verdict: String
            let reason: String
        }
        let client: String
        let dialects: [String]
        let users: [String]
        let signing: Verdict
        let spn: Verdict
    }

    init(of site: Site) async throws {
        let events = try await site.signet("events", "--format", "json")
        let clients = try await site.signet("clients", "--format", "json")
        let decoder = JSONDecoder()
        self.events = try events.split(separator: "\n").map { try decoder.decode(Event.self, from: Data($0.utf8)) }
        self.clients = try decoder.decode([Client].self, from: Data(clients.utf8))
    }
}

enum JSONValue: Decodable, Hashable, Sendable {
    case string(String)
    case number(Int)
    case boolean(Bool)
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else {
            self = .other
        }
    }
}
