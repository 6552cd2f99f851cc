// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Real clients", .serialized) struct ClientTests {
    @Test("works, and leaves the record that the table says", arguments: ClientCase.all)
    func meetsTheServer(_ row: ClientCase) async throws {
        let given = Self.someData(count: 700_001)
        let record = try await SignetServer.serving(row.settings) { server in
            try given.write(to: server.scratch.folder.appending(path: "one.bin"))
        } body: { server in
            let client = try await Subprocess.run(row.command(server), environment: ["PEER_PASSWORD": SignetServer.password])
            try await Self.judge(client, by: row.proof, given: given, server: server)
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
            #expect(client.signing.verdict != "breaks", "every client of this table can sign")
            #expect((client.spn.verdict == "breaks") == !row.events.isEmpty)
        } else {
            #expect(record.clients.isEmpty, "nobody proved who they are")
        }
    }

    private static func judge(_ client: Subprocess, by proof: ClientCase.Proof, given: Data, server: SignetServer) async throws {
        switch proof {
        case .copiedFile:
            #expect(client.status == 0, "\(client.output)")
            #expect(!client.output.contains("NT_STATUS_"), "\(client.output)")
            #expect(server.scratch.data("back.bin") == given, "what it read is not what it wrote")
            #expect(server.onShare("kept.bin") == given, "what lies on the share is not what it wrote")
            #expect(!FileManager.default.fileExists(atPath: server.shareFolder.appending(path: "work").path))
        case .printedDigest:
            #expect(client.status == 0, "\(client.output)")
            let kept = try await server.digest(onShare: "kept.bin")
            #expect(client.output.contains(kept), "\(client.output)")
            #expect(!FileManager.default.fileExists(atPath: server.shareFolder.appending(path: "work").path))
        case .printed(let texts):
            #expect(client.status == 0, "\(client.output)")
            #expect(texts.filter { !client.output.contains($0) } == [], "\(client.output)")
        case .refused:
            #expect(client.status != 0, "\(client.output)")
            #expect(server.onShare("kept.bin") == nil)
        }
    }

    private static func someData(count: Int) -> Data {
        Data((0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) })
    }
}
