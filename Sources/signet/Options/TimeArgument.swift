// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// `--since`: a moment (ISO 8601) or a distance from now (`90s`, `30m`, `2h`, `7d`).
enum TimeArgument: Hashable, Sendable, ExpressibleByArgument {
    case moment(Date)
    case ago(TimeInterval)

    init?(argument: String) {
        if let distance = Self.distance(argument) {
            self = .ago(distance)
        } else if let date = Self.date(argument) {
            self = .moment(date)
        } else {
            return nil
        }
    }

    func date(now: Date) -> Date {
        switch self {
        case .moment(let date): date
        case .ago(let distance): now.addingTimeInterval(-distance)
        }
    }

    private static func distance(_ text: String) -> TimeInterval? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let last = text.last, let unit = units[last], let count = UInt32(text.dropLast()) else { return nil }
        return Double(count) * unit
    }

    /// A date alone, or with a time; a zone may be left out and is then UTC, as in the events.
    private static func date(_ text: String) -> Date? {
        if let date = try? Date(text, strategy: .iso8601.year().month().day()), text.count == 10 { return date }
        let zoned = text.hasSuffix("Z") || text.dropFirst(10).contains(where: { $0 == "+" || $0 == "-" }) ? text : text + "Z"
        let whole = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return (try? Date(zoned, strategy: whole)) ?? (try? Date(zoned, strategy: fractional))
    }
}
