// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire

/// What the audit of a session costs: its logon judged and recorded, its end recorded, and all of it stored, without anything else that a
/// server does. Prints one JSON object: CPU time of the whole process in microseconds a session, and how many rows the store then holds.
///
/// usage: audit-cost MODE SESSIONS, where MODE is `off` (both audits off), `on` (both on, a client that gives no cause), `events` (both
/// on, each session gives an event).
@main struct AuditCost {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let mode = Mode(rawValue: arguments[1]), let sessions = UInt64(arguments[2]) else {
            FileHandle.standardError.write(Data("usage: audit-cost off|on|events SESSIONS\n".utf8))
            exit(64)
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "signet-audit-cost-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let state = try StateDirectory(preparing: folder.path)
        let writer = try AuditWriter(in: state, computer: "bench.example")

        let before = Self.processSeconds
        for session in 1...sessions {
            Self.observe(session, mode, writer)
            // As fast as sessions come, not faster: an unlimited queue would be stored in one batch, and cheaper than in life.
            if session.isMultiple(of: Self.sessionsPerBatch) { Thread.sleep(forTimeInterval: 0.1) }
        }
        writer.flush()
        let microseconds = (Self.processSeconds - before) * 1_000_000 / Double(sessions)

        let reader = try AuditReader(in: state)
        let logons = try reader.sessionKinds().reduce(0) { $0 + $1.count }
        let events = try reader.lastRecord()
        print(#"{"cpu_us":\#(microseconds),"sessions":\#(sessions),"logons":\#(logons),"events":\#(events)}"#)
    }

    private enum Mode: String { case off, on, events }

    /// A batch is what a tenth of a second brings; this is what a busy server sees in it.
    private static let sessionsPerBatch: UInt64 = 250
    /// So many clients share them: who opens thousands of sessions a second is a host that many users or processes share.
    private static let clients: UInt64 = 20

    private static func observe(_ session: UInt64, _ mode: Mode, _ writer: AuditWriter) {
        var settings = Settings()
        settings.auditsSigning = mode != .off
        settings.auditsSPN = mode != .off
        let sendsName = mode != .events
        let number = session % Self.clients
        let client = ClientIdentity(address: "192.0.2.\(number + 1)", workstation: "WORKSTATION-\(number)")
        let logon = LogonFact(
            sessionID: session, user: "user\(number)", domain: "EXAMPLE", kind: .user, dialect: 0x0311, negotiateMode: 1,
            sessionSetupMode: 1, mechanism: .ntlmv2, wrapping: .spnego, targetName: sendsName ? .present("cifs/files.example") : .absent,
            spn: sendsName ? .accepted(spn: "cifs/files.example", tolerances: []) : .absent(status: 0x8009_0303), avFlags: 2, hasMIC: true,
            netname: "files.example", capabilities: 0x7F, ciphers: [2, 1, 4, 3], signingAlgorithms: [2, 1, 0])
        for fact in [
            Observation.Fact.logon(logon),
            .sessionEnded(sessionID: session, SignatureCounts(valid: 2, unsigned: 9)),
        ] {
            let observation = Observation(client: client, fact: fact)
            writer.record(observation, audit(observation, under: settings))
        }
    }

    private static var processSeconds: Double {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }
}
