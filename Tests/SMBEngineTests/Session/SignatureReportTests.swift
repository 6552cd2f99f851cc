// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBWire
import Support
import Testing

@Suite("Signatures of a session") struct SignatureReportTests {
    @Test("are reported while it goes on, and each request is counted once")
    func reported() throws {
        let server = TestServer()
        let client = try server.connectedClient()
        client.signs = true
        for _ in 0..<20 { _ = try client.request(.echo) { SMB2.EchoRequest().encode(into: &$0, base: $1) } }
        try client.logOff()
        var total = SignatureCounts.zero
        var reports = 0
        for observation in server.sink.observations {
            switch observation.fact {
            case .requestsCounted(_, let counts), .sessionEnded(_, let counts):
                total = total + counts
                reports += 1
            default: break
            }
        }
        // The first proof, eight more, and the rest at the end.
        #expect(reports == 3)
        // TREE_CONNECT, twenty ECHOs and LOGOFF.
        #expect(total == SignatureCounts(valid: 22, unsigned: 0, bad: 0))
    }
}
