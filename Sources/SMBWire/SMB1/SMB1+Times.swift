// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// UTIME: seconds since 1970 in the time zone that the server announced, which is UTC. [MS-CIFS] 2.2.1.4.3
    package struct UTime: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Not to be set; not known.
        package static let unchanged = UTime(rawValue: 0)

        package init(_ time: NTTime) { self.rawValue = time == .zero ? 0 : UInt32(clamping: time.unixSeconds) }

        /// `nil`: leave the file's time as it is.
        package var time: NTTime? {
            self.rawValue == 0 || self.rawValue == .max ? nil : NTTime(unixSeconds: Int64(self.rawValue))
        }
    }

    /// SMB_DATE and SMB_TIME: two seconds are its smallest step. [MS-CIFS] 2.2.1.4.1, 2.2.1.4.2
    package struct DateTime: Hashable, Sendable {
        package var date: UInt16
        package var time: UInt16

        package init(date: UInt16, time: UInt16) {
            self.date = date
            self.time = time
        }
    }
}

extension SMB1.DateTime {
    private static let secondsPerDay: Int64 = 86_400
    /// Seven bits of years, from 1980 on.
    private static let firstYear = 1980
    private static let lastYear = 2107

    /// Moments outside the range become 0, "not known".
    package init(_ time: NTTime) {
        let seconds = time.unixSeconds
        guard seconds >= 0 else {
            self.init(date: 0, time: 0)
            return
        }
        let (year, month, day) = Self.civil(fromDays: seconds / Self.secondsPerDay)
        guard year >= Self.firstYear, year <= Self.lastYear else {
            self.init(date: 0, time: 0)
            return
        }
        let rest = Int(seconds % Self.secondsPerDay)
        self.init(
            date: UInt16(truncatingIfNeeded: (year - Self.firstYear) << 9 | month << 5 | day),
            time: UInt16(truncatingIfNeeded: (rest / 3600) << 11 | (rest / 60 % 60) << 5 | rest % 60 / 2))
    }

    /// `nil`: leave the file's time as it is, which 0 asks for; all ones do as well. A day or hour that does not exist is none either.
    package var nt: NTTime? {
        if self.date == 0 && self.time == 0 || self.date == .max && self.time == .max { return nil }
        let (year, month, day) = (Int(self.date >> 9) + Self.firstYear, Int(self.date >> 5 & 0xF), Int(self.date & 0x1F))
        let (hour, minute, second) = (Int(self.time >> 11), Int(self.time >> 5 & 0x3F), Int(self.time & 0x1F) * 2)
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60 else { return nil }
        let days = Self.days(year, month, day)
        return NTTime(unixSeconds: days * Self.secondsPerDay + Int64(hour * 3600 + minute * 60 + second))
    }

    /// Days since 1970 of the proleptic Gregorian calendar, with years that begin in March so that the leap day is the last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let (era, yearOfEra) = (shifted / 400, shifted % 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
    }

    private static func civil(fromDays days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(days) + 719_468
        let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension WireReader {
    /// Date first, as most commands have it.
    package mutating func dateTime(_ field: StaticString) throws(WireError) -> SMB1.DateTime {
        SMB1.DateTime(date: try self.u16(field), time: try self.u16(field))
    }
}

extension WireWriter {
    package mutating func dateTime(_ value: SMB1.DateTime) {
        self.u16(value.date)
        self.u16(value.time)
    }
}
