// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("Calling names") struct CallingNameTests {
    @Test(
        "a logon that names no workstation is its NetBIOS session's",
        arguments: [(true, "CLIENT"), (false, "PRESS-3")])
    func namesTheClient(_ hasSPNEGO: Bool, _ workstation: String) throws {
        var settings = Settings()
        settings.speaksSMB1 = true
        let server = TestServer(settings)
        let connection = server.connection()
        connection.machine.callingName = "PRESS-3"
        var options = SMB1Client.Options()
        if !hasSPNEGO { options.flags2.remove(.extendedSecurity) }
        options.logon.ntlm.workstation = "CLIENT"
        try SMB1Client(connection, options).connect(to: "data")
        let workstations = server.sink.observations.compactMap { observation -> String? in
            guard case .logon(let fact) = observation.fact, !fact.user.isEmpty else { return nil }
            return observation.client.workstation
        }
        #expect(workstations == [workstation])
        #expect(server.state.sessions.all.map(\.workstation) == [workstation])
    }
}
