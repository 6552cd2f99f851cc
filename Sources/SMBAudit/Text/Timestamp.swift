// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// Moments as text, always UTC.
package enum Timestamp {
    /// `2026-01-31T12:00:00.0000000Z`: all seven digits that an NTTime has.
    package static func precise(_ time: NTTime) -> String {
        "\(self.seconds(time)).\(self.padded(time.rawValue % 10_000_000, 7))Z"
    }

    /// `2026-01-31T12:00:00Z`.
    package static func plain(_ time: NTTime) -> String { self.seconds(time) + "Z" }

    private static func seconds(_ time: NTTime) -> String {
        let seconds = time.rawValue / 10_000_000
        let date = CivilDate(daysSince1601: seconds / 86400)
        let ofDay = seconds % 86400
        let day = "\(self.padded(date.year, 4))-\(self.padded(date.month, 2))-\(self.padded(date.day, 2))"
        return "\(day)T\(self.padded(ofDay / 3600, 2)):\(self.padded(ofDay / 60 % 60, 2)):\(self.padded(ofDay % 60, 2))"
    }

    private static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// A day of the Gregorian calendar.
package struct CivilDate: Hashable, Sendable {
    package let year: UInt64
    package let month: UInt64
    package let day: UInt64

    /// 1601 begins a cycle of 400 years, so counting from there needs no correction. Years are counted from March, which puts the leap
    /// day last.
    package init(daysSince1601 days: UInt64) {
        let shifted = days + 306  // Days since 1 March 1600.
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * ofYear + 2) / 153
        self.day = ofYear - (153 * marchMonth + 2) / 5 + 1
        self.month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.year = 1600 + era * 400 + yearOfEra + (self.month <= 2 ? 1 : 0)
    }
}
