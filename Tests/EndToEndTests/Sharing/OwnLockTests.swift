// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("A lock that a client waits for through another of its own opens") struct OwnLockTests {
    /// Whatever a request settles comes after its own answer: nothing is handled in the middle of it. (CVE-2025-21945)
    @Test func isGrantedAfterTheUnlockIsAnswered() async throws {
        try await LiveServer.serving(loops: 1) { live in
            let client = try live.connectedClient()
            let (held, waiting) = (try client.open("file"), try client.open("file"))
            try client.lock(held, [.init(offset: 0, length: 1, flags: .exclusive)])
            let interim = try client.begin(.lock) {
                SMB2.LockRequest(file: waiting, elements: [.init(offset: 0, length: 1, flags: .exclusive)]).encode(into: &$0, base: $1)
            }
            #expect(interim.status == .pending)
            let unlocked = try client.request(.lock) {
                SMB2.LockRequest(file: held, elements: [.init(offset: 0, length: 1, flags: .unlock)]).encode(into: &$0, base: $1)
            }
            #expect(unlocked.status == .success && !unlocked.header.isAsync)
            let granted = try client.receive()
            #expect(granted.status == .success && granted.header.asyncID == interim.header.asyncID)
        }
    }
}
