// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBWire
import Support
import Testing

@Suite("KERB_VALIDATION_INFO") struct DirectoryAccountTests {
    /// As impacket writes it: alice of TEST with two groups of her domain, and `S-1-18-1` (authenticated by the directory).
    private static let golden = hex(
        """
        01100800cccccccca0010000ccccccccef070000ffffffffffffff7fffffffffffffff7fffffffffffffff7fffffffffffffff7fffffffff
        ffffff7fffffffffffffff7f0a000a00d77600000000000065d4000000000000b8d500000000000003730000000000000043000000000000
        2314000001000000510400000102000002000000dc9b00000000000000000000000000000000000000000000040004003f80000008000800
        d34000005a100000000000000000000010020000000000000000000000000000000000000000000000000000000000000100000093330000
        00000000000000000000000005000000000000000500000061006c00690063006500abab0000000000000000000000000000000000000000
        0000000000000000000000000000000000000000000000000000000000000000000000000000000002000000010200000700000052040000
        0700000002000000000000000200000044004300040000000000000004000000540045005300540004000000010400000000000515000000
        01000000020000000300000001000000636b00000700000001000000010100000000001201000000
        """)

    @Test func namesTheUserAndHerGroups() throws {
        let account = try #require(DirectoryAccount(logonInformation: Self.golden))
        #expect(account.name == "alice")
        #expect(account.domain == "TEST")
        #expect(account.sid.description == "S-1-5-21-1-2-3-1105")
        #expect(account.groups.map(\.description) == ["S-1-5-21-1-2-3-513", "S-1-5-21-1-2-3-1106", "S-1-18-1"])
    }

    @Test func everyPrefixIsRefused() {
        #expect((0..<Self.golden.count).filter { DirectoryAccount(logonInformation: Array(Self.golden.prefix($0))) != nil } == [])
    }

    @Test func aChangedByteNeverTraps() {
        for index in Self.golden.indices {
            for flip: UInt8 in [0xFF, 0x80, 0x01] {
                var bytes = Self.golden
                bytes[index] ^= flip
                _ = DirectoryAccount(logonInformation: bytes)
            }
        }
    }

    @Test("a count that the bytes do not hold is refused", arguments: [0xFFFF_FFFF, 0x1000, 3] as [UInt32])
    func countsAreChecked(_ count: UInt32) {
        var bytes = Self.golden
        // GroupCount, and the count before the groups themselves.
        let position = 20 + 48 + 48 + 4 + 8
        for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: count >> UInt32(8 * index)) }
        #expect(DirectoryAccount(logonInformation: bytes) == nil)
    }
}
