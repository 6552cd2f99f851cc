// SPDX-License-Identifier: Apache-2.0
import Foundation
import SMBWire

/// One relay of one victim's logon to a server of its own: how far it came, and what the server said of it.
struct Attack: Sendable {
    let outcome: Relay.Outcome
    /// The sessions of the server while the relay was at work.
    let sessions: [Session]
    let record: AuditRecord

    struct Session: Decodable, Sendable {
        let user: String
        let signing: String
        let spn: String?
        let spnVerdict: String
        let protection: String?
    }

    /// The events of the kinds that these tests judge.
    var events: [AuditRecord.Event] { self.record.events.filter { Self.judged.contains($0.id) } }
    private static let judged = Set([551, 1003, 1004, 1005, 60001, 60003, 60004, 60011] + Array(3021...3027))

    private static let file = "payroll.txt"
    private static let contents = "what the relay is after"

    init(
        on victim: Victim, _ settings: [String] = [], dialect: SMB2.Dialect = .smb2_1, claimsEncryption: Bool = false,
        challenge: Relay.Challenge = .unchanged
    ) async throws {
        self = try await Site.prepared { site in
            try Self.contents.write(to: site.shareFolder.appending(path: Self.file), atomically: true, encoding: .utf8)
            let (outcome, sessions) = try await site.serve(settings) { server in
                let relay = Relay(
                    targetPort: server.port, dialect: dialect, claimsEncryption: claimsEncryption, challenge: challenge, file: Self.file)
                return try await relay.attack(by: victim.command) {
                    let listed = try await site.signet("sessions", "list", "--format", "json")
                    return try JSONDecoder().decode([Session].self, from: Data(listed.utf8))
                }
            }
            return Attack(outcome: outcome, sessions: sessions, record: try await AuditRecord(of: site))
        }
    }

    private init(outcome: Relay.Outcome, sessions: [Session], record: AuditRecord) {
        self.outcome = outcome
        self.sessions = sessions
        self.record = record
    }

    /// It read the file, and the file is the one.
    var isIn: Bool { self.outcome == .isIn(contents: Self.contents) }
}
