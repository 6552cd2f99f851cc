// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBWire
import Testing

@Suite("Moments as text") struct TimestampTests {
    @Test(
        "are civil UTC with seven digits",
        arguments: [
            (0, 0, "1970-01-01T00:00:00.0000000Z"),
            (1_769_860_800, 0, "2026-01-31T12:00:00.0000000Z"),
            (951_782_399, 123_456_700, "2000-02-28T23:59:59.1234567Z"),
            (951_782_400, 0, "2000-02-29T00:00:00.0000000Z"),
            (951_868_800, 0, "2000-03-01T00:00:00.0000000Z"),
            (4_107_542_399, 999_999_900, "2100-02-28T23:59:59.9999999Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.0000000Z"),
            (-11_644_473_600, 0, "1601-01-01T00:00:00.0000000Z"),
            (-11_644_387_200, 0, "1601-01-02T00:00:00.0000000Z"),
            (1_735_689_599, 0, "2024-12-31T23:59:59.0000000Z"),
        ] as [(Int64, Int, String)])
    func precise(_ seconds: Int64, _ nanoseconds: Int, _ expected: String) {
        #expect(Timestamp.precise(NTTime(unixSeconds: seconds, nanoseconds: nanoseconds)) == expected)
    }

    @Test func thePlainFormHasNoFraction() {
        #expect(Timestamp.plain(NTTime(unixSeconds: 1_769_860_800, nanoseconds: 900_000_000)) == "2026-01-31T12:00:00Z")
    }

    @Test("no moment traps", arguments: [NTTime(rawValue: .max), NTTime(rawValue: UInt64(Int64.max))])
    func extremes(_ time: NTTime) {
        #expect(Timestamp.precise(time).hasSuffix("Z"))
    }

    /// Counts days the slow way and compares.
    @Test func everyDayOfTwoCyclesFollowsTheOneBefore() {
        var expected = (year: UInt64(1601), month: UInt64(1), day: UInt64(1))
        let mismatches = (0..<UInt64(2 * 146_097)).filter { days in
            let date = CivilDate(daysSince1601: days)
            defer {
                let isLeap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
                let lengths: [UInt64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
                expected.day += 1
                if expected.day > lengths[Int(expected.month - 1)] { expected = (expected.year, expected.month + 1, 1) }
                if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
            }
            return (date.year, date.month, date.day) != expected
        }
        #expect(mismatches.isEmpty)
    }
}
