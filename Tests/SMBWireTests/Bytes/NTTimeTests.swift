// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@Suite("NTTime") struct NTTimeTests {
    @Test(
        "moments convert both ways",
        arguments: [(0, 0), (1, 100), (1_700_000_000, 123_456_700), (-11_644_473_600, 0), (253_402_300_799, 999_999_900)])
    func convertsBothWays(_ seconds: Int64, _ nanoseconds: Int) {
        let time = NTTime(unixSeconds: seconds, nanoseconds: nanoseconds)
        #expect(time.unixSeconds == seconds)
        #expect(time.nanoseconds == nanoseconds)
    }

    @Test func theUnixEpochIsWhereItIs() {
        #expect(NTTime(unixSeconds: 0).rawValue == 116_444_736_000_000_000)
    }

    @Test("moments outside the range become its end", arguments: [Int64.max, .min, .max - 11_644_473_600, -11_644_473_601])
    func clamps(_ seconds: Int64) {
        #expect(NTTime(unixSeconds: seconds, nanoseconds: .max).rawValue == (seconds > 0 ? UInt64(Int64.max) : 0))
    }

    @Test("a peer's times never trap", arguments: [0, 1, .max, .max - 1, UInt64(Int64.max)])
    func readsAnyValue(_ raw: UInt64) {
        let time = NTTime(rawValue: raw)
        #expect(time.nanoseconds < 1_000_000_000)
        #expect(NTTime(unixSeconds: time.unixSeconds, nanoseconds: time.nanoseconds).rawValue == min(raw, UInt64(Int64.max)))
    }
}
