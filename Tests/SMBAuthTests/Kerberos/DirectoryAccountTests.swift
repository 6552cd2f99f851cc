// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBWire
import Support
import Testing

@Suite("KERB_VALIDATION_INFO") struct DirectoryAccountTests {
    @Test func namesTheUserAndHerGroups() throws {
        let account = try #require(DirectoryAccount(logonInformation: CapturedPAC.alice))
        #expect(account.name == "alice")
        #expect(account.domain == "TEST")
        #expect(account.sid.description == "S-1-5-21-1-2-3-1105")
        #expect(account.groups.map(\.description) == ["S-1-5-21-1-2-3-513", "S-1-5-21-1-2-3-1106", "S-1-18-1"])
    }

    @Test func everyPrefixIsRefused() {
        #expect(
            (0..<CapturedPAC.alice.count).filter { DirectoryAccount(logonInformation: Array(CapturedPAC.alice.prefix($0))) != nil } == [])
    }

    @Test func aChangedByteNeverTraps() {
        for index in CapturedPAC.alice.indices {
            for flip: UInt8 in [0xFF, 0x80, 0x01] {
                var bytes = CapturedPAC.alice
                bytes[index] ^= flip
                _ = DirectoryAccount(logonInformation: bytes)
            }
        }
    }

    @Test("a count that the bytes do not hold is refused", arguments: [0xFFFF_FFFF, 0x1000, 3] as [UInt32])
    func countsAreChecked(_ count: UInt32) {
        var bytes = CapturedPAC.alice
        // GroupCount, and the count before the groups themselves.
        let position = 20 + 48 + 48 + 4 + 8
        for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: count >> UInt32(8 * index)) }
        #expect(DirectoryAccount(logonInformation: bytes) == nil)
    }
}
