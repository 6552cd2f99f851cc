// SPDX-License-Identifier: Apache-2.0
import Foundation

extension ClientCase {
    /// Runs the client and says what is not as the row has it; empty when all is.
    func shortcomings(against server: SignetServer) async throws -> [String] {
        let client = try await self.run(against: server)
        switch self.proof {
        case .copiedFile, .fetchedFile, .printedDigest, .printed:
            return try await self.unfinishedWork(of: client, on: server, by: self.proof)
        case .refused:
            var wrong: [String] = []
            if client.status == 0 { wrong.append("it was let in: \(client.output)") }
            if server.onShare("kept.bin") != nil { wrong.append("it left a file on the share") }
            return wrong
        }
    }

    /// Runs the client on an empty share and says whether it did what it came for.
    func works(against server: SignetServer) async throws -> Bool {
        try server.site.emptyShare()
        try? FileManager.default.removeItem(atPath: server.scratch.path("back.bin"))
        let client = try await self.run(against: server)
        return try await self.unfinishedWork(of: client, on: server, by: self.work ?? self.proof).isEmpty
    }

    private func run(against server: SignetServer) async throws -> Subprocess {
        try Self.givenFile.write(to: server.scratch.folder.appending(path: "one.bin"))
        if case .fetchedFile = self.proof { try Self.givenFile.write(to: server.shareFolder.appending(path: "lent.bin")) }
        return try await Subprocess.run(
            self.command(server),
            environment: (server.site.kdc?.environment ?? [:]).merging(["PEER_PASSWORD": SignetServer.password]) { $1 })
    }

    private func unfinishedWork(of client: Subprocess, on server: SignetServer, by proof: Proof) async throws -> [String] {
        guard client.status == 0 else { return ["it failed: \(client.output)"] }
        var wrong: [String] = []
        switch proof {
        case .copiedFile:
            if client.output.contains("NT_STATUS_") { wrong.append("it met errors: \(client.output)") }
            if server.scratch.data("back.bin") != Self.givenFile { wrong.append("what it read is not what it wrote") }
            if server.onShare("kept.bin") != Self.givenFile { wrong.append("what lies on the share is not what it wrote") }
        case .fetchedFile:
            if server.scratch.data("back.bin") != Self.givenFile { wrong.append("what it fetched is not what lay there") }
        case .printedDigest:
            let kept = try await server.digest(onShare: "kept.bin")
            if !client.output.contains(kept) { wrong.append("\(kept) lies on the share, it wrote \(client.output)") }
        case .printed(let texts):
            for text in texts where !client.output.contains(text) { wrong.append("it did not print \(text): \(client.output)") }
        case .refused: break
        }
        if FileManager.default.fileExists(atPath: server.shareFolder.appending(path: "work").path) { wrong.append("it left its folder") }
        return wrong
    }

    /// What the clients that copy a file copy.
    private static let givenFile = Data((0..<700_001).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) })
}
