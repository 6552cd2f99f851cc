// SPDX-License-Identifier: Apache-2.0
import Foundation
import SMBWire
import Support
import Testing

@Suite("signet trial") struct TrialCommandTests {
    private func serving(_ body: (TemporaryFolder, ServeProgram) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, [])
        try body(folder, server)
        #expect(try server.terminate() == .exit(0))
    }

    private func waiting(_ folder: TemporaryFolder) throws -> [[String: String]] {
        let printed = try Signet.succeed(["trial", "list", "--format", "json"], state: folder.statePath)
        return try #require(try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [[String: String]])
    }

    private func outcomes(_ folder: TemporaryFolder) throws -> [String] {
        try Signet.succeed(["events", "--format", "json", "--id", "60010"], state: folder.statePath).split(separator: "\n").map { line in
            let event = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let data = (event["Event"] as? [String: Any])?["EventData"] as? [String: Any]
            return try #require(data?["Outcome"] as? String)
        }
    }

    @Test("puts one connection on trial, and tells how it ended") func trial() throws {
        try self.serving { folder, server in
            let said = try Signet.succeed(["trial", "allow", "127.0.0.1"], state: folder.statePath)
            #expect(said.hasPrefix("the next connection from 127.0.0.1 has to sign, if it comes before 20"))
            let signer = try server.client()
            #expect(try signer.negotiate().securityMode == [.signingEnabled, .signingRequired])
            try signer.logOn()
            signer.signs = true
            for _ in 0..<3 { try signer.echo() }

            try Signet.succeed(["trial", "allow", "::ffff:127.0.0.1"], state: folder.statePath)
            let unsigned = try server.client()
            #expect(try unsigned.negotiate().securityMode == [.signingEnabled, .signingRequired])
            try unsigned.logOn()
            #expect(throws: NTStatus.accessDenied) { try unsigned.echo() }
            // At its next try it is let in as before.
            let again = try server.connectedClient()
            try again.echo()
            #expect(try eventually { try self.outcomes(folder) == ["signed", "unsignedRequest"] })
        }
    }

    @Test("lists and cancels what waits") func listAndCancel() throws {
        try self.serving { folder, server in
            #expect(try self.waiting(folder) == [])
            let allowed = try Signet.succeed(["trial", "allow", "2001:DB8:0::7", "--format", "json"], state: folder.statePath)
            let row = try #require(try JSONSerialization.jsonObject(with: Data(allowed.utf8)) as? [String: String])
            #expect(row["address"] == "2001:db8::7")
            #expect(try self.waiting(folder) == [row])
            #expect(try Signet.succeed(["trial", "list"], state: folder.statePath).contains("2001:db8::7"))

            let said = try Signet.succeed(["trial", "cancel", "2001:db8::7"], state: folder.statePath)
            #expect(said == "the next connection from 2001:db8::7 is an ordinary one\n")
            #expect(try self.waiting(folder) == [])
            let twice = try Signet.run(["trial", "cancel", "2001:db8::7"], state: folder.statePath)
            #expect(twice.status == 1)
            #expect(twice.errors.hasPrefix("signet: cancel the trial of 2001:db8::7: no trial waits for it"))
        }
    }

    @Test("says what is wrong", arguments: ["allow", "cancel"]) func mistakes(_ verb: String) throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let name = try Signet.run(["trial", verb, "files.example"], state: folder.statePath)
        #expect(name.status == 1)
        #expect(name.errors.contains("that is no IPv4 or IPv6 address"))
        let nobody = try Signet.run(["trial", verb, "192.0.2.7"], state: folder.statePath)
        #expect(nobody.status == 1)
        #expect(nobody.errors.contains("no server runs on this state"))
        #expect(try Signet.run(["trial", verb], state: folder.statePath).status == 64)
        #expect(try self.waiting(folder) == [])
    }
}
