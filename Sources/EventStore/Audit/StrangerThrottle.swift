// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// How many events strangers may cause to be stored. Counters go on counting what is not stored, so that nobody can fill the disk or push
/// other clients' events out, and nothing goes unsaid.
struct StrangerThrottle {
    var eventsPerSourceAndHour = 100
    var eventsPerDay = 10_000

    private var hour: UInt64 = 0
    private var day: UInt64 = 0
    private var sources: [AttemptKey: Int] = [:]
    private var today = 0

    private static let stepsPerHour: UInt64 = 36_000_000_000
    private static let maximumSources = 10_000

    init() {}

    mutating func admits(_ source: AttemptKey, at time: NTTime) -> Bool {
        let hour = time.rawValue / Self.stepsPerHour
        if hour != self.hour {
            self.hour = hour
            self.sources.removeAll(keepingCapacity: true)
        }
        if hour / 24 != self.day {
            self.day = hour / 24
            self.today = 0
        }
        let count = self.sources[source] ?? 0
        guard self.today < self.eventsPerDay, count < self.eventsPerSourceAndHour else { return false }
        guard count > 0 || self.sources.count < Self.maximumSources else { return false }
        self.sources[source] = count + 1
        self.today += 1
        return true
    }
}
