// SPDX-License-Identifier: Apache-2.0

/// A moment: 100-nanosecond steps since 1601-01-01 UTC. [MS-DTYP] 2.3.3
package struct NTTime: RawRepresentable, Hashable, Comparable, Sendable {
    package var rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// "Not known"; in SET_INFO "leave as it is".
    package static let zero = NTTime(rawValue: 0)
    /// In SET_INFO: stop updating this time for changes through this handle. [MS-FSCC] 2.4.7
    package static let suspendUpdates = NTTime(rawValue: 0xFFFF_FFFF_FFFF_FFFF)
    /// In SET_INFO: resume updating it.
    package static let resumeUpdates = NTTime(rawValue: 0xFFFF_FFFF_FFFF_FFFE)

    private static let stepsPerSecond: UInt64 = 10_000_000
    private static let secondsTo1970: Int64 = 11_644_473_600

    /// Moments outside the range become its nearest end.
    package init(unixSeconds: Int64, nanoseconds: Int = 0) {
        let (seconds, overflows) = unixSeconds.addingReportingOverflow(Self.secondsTo1970)
        if overflows || seconds > Int64.max / Int64(Self.stepsPerSecond) {
            self.rawValue = UInt64(Int64.max)
        } else if seconds < 0 {
            self.rawValue = 0
        } else {
            let steps = UInt64(min(max(nanoseconds, 0), 999_999_999)) / 100
            self.rawValue = min(UInt64(seconds) * Self.stepsPerSecond &+ steps, UInt64(Int64.max))
        }
    }

    package var unixSeconds: Int64 { Int64(self.rawValue / Self.stepsPerSecond) - Self.secondsTo1970 }
    /// The fraction of the second.
    package var nanoseconds: Int { Int(self.rawValue % Self.stepsPerSecond) * 100 }

    package static func < (left: NTTime, right: NTTime) -> Bool { left.rawValue < right.rawValue }
}

extension NTTime {
    package init(decoding reader: inout WireReader, _ field: StaticString) throws(WireError) {
        self.rawValue = try reader.u64(field)
    }

    package func encode(into writer: inout WireWriter) { writer.u64(self.rawValue) }
}
