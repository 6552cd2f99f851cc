// SPDX-License-Identifier: Apache-2.0
import NIOCore
package import SMBAudit
import SMBAuth
import SMBEngine
import SMBWire

extension NameRow {
    /// Acts the row out against a server and says what came out otherwise than it has to; empty when nothing did.
    package func differences(on server: TestServer, _ transport: any TestTransport) throws -> [String] {
        server.state.settings.replace(self.settings)
        let earlier = server.sink.records.count
        let client = TestClient(transport, self.clientOptions)
        try client.negotiate()
        var status = NTStatus.success
        do {
            try client.logOn()
        } catch let refusal as NTStatus {
            status = refusal
        }
        let records = Array(server.sink.records[earlier...])
        let expected = self.expected
        var differences: [String] = []
        if status != expected.status { differences.append("status \(status), not \(expected.status)") }
        differences += expected.differences(from: records.flatMap { $0.events })
        differences += self.differences(in: records.map { $0.observation }, expected)
        if status == .success, expected.status == .success {
            differences += try self.differencesOfRequests(client, server, expected)
        }
        return differences.map { "\(self): \($0)" }
    }

    private func differences(in observations: [Observation], _ expected: ExpectedOutcome) -> [String] {
        let failures = observations.filter { if case .logonFailed = $0.fact { true } else { false } }
        let logons = observations.compactMap { if case .logon(let logon) = $0.fact { logon } else { nil } }
        // What a lockout would count are failed logons, and a refusal by level is none.
        guard failures.count == (expected.isProven ? 0 : 1), logons.count == (expected.isProven ? 1 : 0) else {
            return ["\(failures.count) failed and \(logons.count) proven logons"]
        }
        guard expected.isJudged, let logon = logons.first else { return [] }
        return expected.worth.differences(from: logon.spn)
    }

    /// What the session then has to sign.
    private func differencesOfRequests(_ client: TestClient, _ server: TestServer, _ expected: ExpectedOutcome) throws -> [String] {
        let hasKey = client.signer != nil
        var differences: [String] = []
        func expect(_ frame: Spoil, _ status: NTStatus, _ id: UInt16?) throws {
            let earlier = server.sink.records.count
            let reply = try client.echo(frame)
            let ids = server.sink.records[earlier...].flatMap { $0.events.map(\.id) }
            if reply != status || ids != (id.map { [$0] } ?? []) { differences.append("\(frame) request: \(reply), events \(ids)") }
        }
        if hasKey { try expect(.signed, .success, nil) }
        if self.signing == .bad, hasKey { try expect(.badlySigned, .accessDenied, 1004) }
        let mayBeUnsigned = !expected.mustSign
        try expect(.unsigned, mayBeUnsigned ? .success : .accessDenied, mayBeUnsigned ? nil : 60001)
        return differences
    }
}

private enum Spoil { case signed, unsigned, badlySigned }

extension TestClient {
    fileprivate func echo(_ spoil: Spoil) throws -> NTStatus {
        var frame = self.encode(.echo, signed: spoil != .unsigned) { SMB2.EchoRequest().encode(into: &$0, base: $1) }
        if spoil == .badlySigned, let byte = frame.getInteger(at: frame.readerIndex + 48, as: UInt8.self) {
            frame.setInteger(byte ^ 1, at: frame.readerIndex + 48)
        }
        return try self.exchange(frame).status
    }
}

extension NameForm.Worth {
    /// Compares with a verdict, tolerances included.
    package func differences(from verdict: SPNVerdict) -> [String] {
        let isSame =
            switch (self, verdict) {
            case (.absent, .absent(let status)): status == 0x8009_0303
            case (.empty, .empty): true
            case (.foreign(let classIsValid, let principalIsValid), .unrecognized(_, let isClass, let isPrincipal)):
                classIsValid == isClass && principalIsValid == isPrincipal
            case (.ours(let tolerances), .accepted(_, let used)): tolerances == used.map(\.rawValue)
            case (_, _): false
            }
        return isSame ? [] : ["verdict \(verdict), not \(self)"]
    }
}

extension ExpectedOutcome {
    /// Compares ids, and of each event the fields that follow from the row.
    package func differences(from events: [AuditEvent]) -> [String] {
        let sorted = events.sorted { $0.id < $1.id }
        guard sorted.map(\.id) == self.events.map(\.id) else { return ["events \(sorted.map(\.id)), not \(self.events.map(\.id))"] }
        return zip(sorted, self.events).flatMap { event, expected in
            expected.fields.filter { event[$0.key]?.description != $0.value }.map { "\(event.id) \($0.key) is not \($0.value)" }
        }
    }
}
