// SPDX-License-Identifier: Apache-2.0
package import SMBAudit
import SMBEngine
package import SMBWire
import Synchronization

/// Bytes that look random and are the same in every run.
package final class SeededEntropy: Entropy {
    private let state: Mutex<UInt64>
    package init(seed: UInt64 = 1) { self.state = Mutex(seed) }

    package func bytes(_ count: Int) -> [UInt8] {
        self.state.withLock { state in
            (0..<count).map { _ in
                // SplitMix64.
                state &+= 0x9E37_79B9_7F4A_7C15
                var word = state
                word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
                word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: word ^ (word >> 31))
            }
        }
    }
}

/// A clock that stands still until it is set.
package final class ManualClock: WallClock {
    private let time: Mutex<NTTime>
    package init(_ time: NTTime = NTTime(unixSeconds: 1_767_225_600, nanoseconds: 0)) { self.time = Mutex(time) }
    package func now() -> NTTime { self.time.withLock { $0 } }
    package func set(_ time: NTTime) { self.time.withLock { $0 = time } }
}

/// Keeps what was observed.
package final class RecordingSink: EventSink {
    private let storage = Mutex<[(Observation, [AuditEvent])]>([])
    package init() {}
    package func record(_ observation: Observation, _ events: [AuditEvent]) {
        self.storage.withLock { $0.append((observation, events)) }
    }
    package var records: [(observation: Observation, events: [AuditEvent])] { self.storage.withLock { $0.map { ($0.0, $0.1) } } }
    package var observations: [Observation] { self.storage.withLock { $0.map(\.0) } }
    package var events: [AuditEvent] { self.storage.withLock { $0.flatMap(\.1) } }
    package var eventIDs: [UInt16] { self.events.map(\.id) }
    package var logons: [LogonFact] {
        self.observations.compactMap { if case .logon(let fact) = $0.fact { fact } else { nil } }
    }
}
