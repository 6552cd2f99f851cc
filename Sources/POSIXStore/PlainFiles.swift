// SPDX-License-Identifier: Apache-2.0
import CLinux
import SMBEngine
import Synchronization

/// Remembers which files had no stored attributes, neither those of DOS nor extended ones, when their change time was what it is: storing some would have changed it. A listing then
/// saves a system call per entry, half of its cost. A table of fixed size in which a newer entry replaces an older one.
final class PlainFiles: Sendable {
    private struct Slot {
        var identity = FileIdentity(volume: 0, file: 0)
        var changed = Moment(seconds: 0, nanoseconds: 0)
    }

    private static let count = 1 << 14
    private let slots = Mutex<[Slot]>([])

    func contains(_ found: linux_metadata) -> Bool {
        let identity = FileIdentity(found)
        return self.slots.withLock { slots in
            guard !slots.isEmpty else { return false }
            let slot = slots[Self.place(of: identity)]
            return slot.identity == identity && slot.changed == Self.changed(found)
        }
    }

    func insert(_ found: linux_metadata) {
        let identity = FileIdentity(found)
        self.slots.withLock { slots in
            if slots.isEmpty { slots = Array(repeating: Slot(), count: Self.count) }
            slots[Self.place(of: identity)] = Slot(identity: identity, changed: Self.changed(found))
        }
    }

    /// Before attributes are stored: a coarse clock might give both the same change time.
    func remove(_ identity: FileIdentity) {
        self.slots.withLock { slots in
            guard !slots.isEmpty, slots[Self.place(of: identity)].identity == identity else { return }
            slots[Self.place(of: identity)] = Slot()
        }
    }

    private static func changed(_ found: linux_metadata) -> Moment {
        Moment(seconds: found.change_seconds, nanoseconds: found.change_nanoseconds)
    }

    private static func place(of identity: FileIdentity) -> Int { Int(truncatingIfNeeded: identity.file & UInt64(Self.count - 1)) }
}
