// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Real clients", .serialized) struct ClientTests {
    @Test("works, and leaves the record that the table says", arguments: ClientCase.all)
    func meetsTheServer(_ row: ClientCase) async throws {
        let record = try await SignetServer.serving(row.settings, shareOptions: row.shareOptions) { server in
            let shortcomings = try await row.shortcomings(against: server)
            #expect(shortcomings == [])
        }

        let events = record.events.filter { ExpectedEvent.judged.contains($0.id) }
        #expect(events.map(\.id).sorted() == row.events.map(\.id).sorted())
        for expected in row.events {
            #expect(events.contains(where: expected.describes), "no event \(expected) in \(events.map(\.fields))")
        }
        if let dialect = row.dialect {
            let client = try #require(record.clients.first)
            #expect(record.clients.count == 1)
            #expect(client.client == "127.0.0.1")
            #expect(client.dialects == [dialect])
            #expect(client.users == [SignetServer.user])
            #expect((client.signing.verdict == "breaks") == row.signingBreaks)
            #expect((client.spn.verdict == "breaks") == row.events.contains { ExpectedEvent.ofNames.contains($0.id) })
        } else {
            #expect(record.clients.isEmpty, "nobody proved who they are")
        }
    }
}
