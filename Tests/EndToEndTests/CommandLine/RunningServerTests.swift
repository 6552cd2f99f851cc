// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import SMBWire
import Support
import Testing

/// The commands that change a running server, or ask it.
@Suite("The command line and a running server") struct RunningServerTests {
    private func serving(_ arguments: [String] = [], _ body: (TemporaryFolder, ServeProgram) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, arguments)
        try body(folder, server)
        #expect(try server.terminate() == .exit(0))
    }

    private func logsOn(_ options: TestClient.Options, _ server: ServeProgram) throws -> Bool {
        let client = try server.client(options)
        try client.negotiate()
        do {
            try client.logOn()
            return true
        } catch let status as NTStatus where status == .logonFailure {
            return false
        }
    }

    // MARK: - Users and shares

    @Test("a user is there, changed and gone when the command returns") func usersAreAppliedAtOnce() throws {
        try self.serving(["--set", "InvalidAuthenticationDelayTimeInMs=0"]) { folder, server in
            let carol = TestClient.Options.user("carol", password: "first")
            let changed = TestClient.Options.user("carol", password: "second")
            #expect(try !self.logsOn(carol, server))
            try Signet.succeed(["user", "add", "carol", "--password-stdin"], state: folder.statePath, input: "first\n")
            #expect(try self.logsOn(carol, server))
            try Signet.succeed(["user", "password", "carol", "--password-stdin"], state: folder.statePath, input: "second\n")
            #expect(try !self.logsOn(carol, server))
            #expect(try self.logsOn(changed, server))
            try Signet.succeed(["user", "remove", "carol"], state: folder.statePath)
            #expect(try !self.logsOn(changed, server))
        }
    }

    @Test("a share is there and gone when the command returns, and nobody's session ends of it") func sharesAreAppliedAtOnce() throws {
        try self.serving { folder, server in
            let client = try server.connectedClient()
            #expect(throws: NTStatus.badNetworkName) { try client.treeConnect("more") }
            let said = try Signet.succeed(["share", "add", "more", folder.share], state: folder.statePath)
            #expect(said == "shared \(folder.share) as more; the running server has it in force\n")
            try client.treeConnect("MORE")
            try Signet.succeed(["share", "remove", "more"], state: folder.statePath)
            #expect(throws: NTStatus.badNetworkName) { try client.treeConnect("more") }
            try client.echo()
        }
    }

    // MARK: - Policy

    @Test("a value for logons holds from the next logon on, a session that is there stays") func logonSettingsApply() throws {
        try self.serving { folder, server in
            let early = try server.connectedClient()
            let negotiated = try server.client()
            try negotiated.negotiate()
            try Signet.succeed(["policy", "set", "SmbServerNameHardeningLevel", "2"], state: folder.statePath)
            try early.close(try early.open("mine.txt"))
            #expect(throws: NTStatus.accessDenied) { try negotiated.logOn() }
            try Signet.succeed(["policy", "unset", "SmbServerNameHardeningLevel"], state: folder.statePath)
            try server.connectedClient().echo()
            try early.echo()
        }
    }

    @Test("a value for connections holds from the next connection on, one that is there keeps what was agreed")
    func connectionSettingsApply() throws {
        try self.serving { folder, server in
            let early = try server.connectedClient()
            let negotiated = try server.client()
            #expect(try negotiated.negotiate().securityMode == .signingEnabled)
            try Signet.succeed(["policy", "set", "RequireSecuritySignature=1", "MinSmb2Dialect=0x300"], state: folder.statePath)
            try early.echo()
            try negotiated.logOn()
            try negotiated.treeConnect("data")
            try negotiated.echo()
            let late = try server.client()
            #expect(try late.negotiate().securityMode == [.signingEnabled, .signingRequired])
            var old = TestClient.Options()
            old.dialects = [.smb2_0_2, .smb2_1]
            #expect(throws: NTStatus.notSupported) { try server.client(old).negotiate() }
        }
    }

    @Test("--now disconnects the sessions that a stricter value does not cover, and no others") func nowDisconnects() throws {
        try self.serving { folder, server in
            let unsigned = try server.connectedClient()
            var options = TestClient.Options()
            options.setupMode = [.signingEnabled, .signingRequired]
            let signed = try server.client(options)
            signed.signs = true
            try signed.connect(to: "data")
            let said = try Signet.succeed(["policy", "set", "RequireSecuritySignature", "1", "--now"], state: folder.statePath)
            #expect(said.contains("1 live sessions are not covered"))
            #expect(said.contains("disconnected 1 sessions\n"))
            #expect(throws: (any Error).self) { try unsigned.open("any.txt") }
            try signed.echo()
        }
    }

    @Test("--now leaves the sessions that relay protection has something to carry by") func nowLeavesProtected() throws {
        try self.serving { folder, server in
            let bare = try server.connectedClient()
            var options = TestClient.Options()
            options.logon.ntlm.targetName = "cifs/localhost"
            let carried = try server.connectedClient(options)
            let said = try Signet.succeed(["policy", "set", "RequireRelayProtection", "1", "--now"], state: folder.statePath)
            #expect(said.contains("disconnected 1 sessions\n"))
            #expect(throws: (any Error).self) { try bare.open("any.txt") }
            try carried.echo()
            #expect(try server.client().negotiate().securityMode == [.signingEnabled, .signingRequired])
        }
    }

    @Test("show and get say what the server has in force, its command line included") func policyIsAskedOfTheServer() throws {
        try self.serving(["--set", "InvalidAuthenticationDelayTimeInMs=123"]) { folder, server in
            let get = ["policy", "get", "invalidauthenticationdelaytimeinms"]
            #expect(try Signet.succeed(get, state: folder.statePath) == "123\n")
            let shown = try Signet.succeed(["policy", "show", "--format", "json"], state: folder.statePath)
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [[String: Any]])
            let row = try #require(rows.first { $0["name"] as? String == "InvalidAuthenticationDelayTimeInMs" })
            #expect(row["value"] as? String == "123")
            #expect(row["layer"] as? String == "command line")
            #expect(try server.terminate() == .exit(0))
            #expect(try Signet.succeed(get, state: folder.statePath) == "2000\n")
        }
    }

    @Test("SIGHUP reads policy.d again") func hangupReloads() throws {
        try self.serving { folder, server in
            let get = ["policy", "get", "SmbServerNameHardeningLevel"]
            #expect(try Signet.succeed(get, state: folder.statePath) == "0\n")
            try folder.write("SmbServerNameHardeningLevel = 1\n", to: "state/policy.d/10-level.toml")
            try folder.write("SmbServerNameHardeningLevel = 2\n", to: "state/policy.d/20-level.toml")
            #expect(try Signet.succeed(get, state: folder.statePath) == "0\n")
            server.program.signal(SIGHUP)
            #expect(try eventually { try Signet.succeed(get, state: folder.statePath) == "2\n" })
            #expect(throws: NTStatus.accessDenied) { try server.connectedClient() }
        }
    }

    @Test("a policy file that is broken leaves what is in force, and is said") func brokenPolicyIsSaid() throws {
        try self.serving { folder, server in
            try folder.write("SmbServerNameHardeningLevel = 1\n", to: "state/policy.d/10-level.toml")
            try folder.write("SmbServerNameHardeningLevel = 7\nnonsense\n", to: "state/policy.d/20-level.toml")
            server.program.signal(SIGHUP)
            #expect(eventually { server.program.errors.contains("20-level.toml") })
            #expect(try Signet.succeed(["policy", "get", "SmbServerNameHardeningLevel"], state: folder.statePath) == "1\n")
        }
    }

    // MARK: - Sessions

    @Test("sessions are listed with what is known of them, and closed by their number") func sessionsAreListedAndClosed() throws {
        try self.serving { folder, server in
            var options = TestClient.Options.user(workstation: "DESK7")
            options.logon.ntlm.targetName = "cifs/localhost"
            let client = try server.connectedClient(options)
            let printed = try Signet.succeed(["sessions", "list", "--format", "json"], state: folder.statePath)
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [[String: Any]])
            let row = try #require(rows.first)
            #expect(rows.count == 1)
            #expect(row["client"] as? String == "127.0.0.1")
            #expect(row["workstation"] as? String == "DESK7")
            #expect(row["user"] as? String == "alice")
            #expect(row["dialect"] as? String == "3.1.1")
            #expect(row["signing"] as? String == "supported")
            #expect(row["spn"] as? String == "cifs/localhost")
            #expect(row["spnVerdict"] as? String == "accepted")
            #expect(row["protection"] as? String == "spn")
            let id = try #require(row["id"] as? String)
            #expect(id == "0x" + String(client.sessionID, radix: 16))
            #expect(try Signet.succeed(["sessions", "close", id], state: folder.statePath) == "closed 1 of 1 sessions\n")
            #expect(throws: (any Error).self) { try client.open("any.txt") }
            let again = try Signet.run(["sessions", "close", id], state: folder.statePath)
            #expect(again.status == 1)
            #expect(again.errors == "signet: close \(id): there is no such session; `signet sessions list` names those there are\n")
        }
    }

    // MARK: - Events

    @Test("events --follow prints what comes") func eventsAreFollowed() throws {
        try self.serving(["--set", "AuditClientSpnSupport=1"]) { folder, server in
            let follower = try Program([Signet.binary, "events", "--follow", "--format", "json", "--state", folder.statePath])
            for number in 1...3 {
                try server.connectedClient(.user(workstation: "W\(number)")).echo()
                let event = try PrintedEvent(Substring(try #require(try follower.line())))
                #expect(event.id == 3024)
                #expect(event.recordID == number)
                #expect(event.workstation == "W\(number)")
            }
            follower.kill()
        }
    }
}
