// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import Synchronization

/// A mailbox that keeps what it gets.
final class PostBox: Mailbox {
    private let events = Mutex<[ConnectionEvent]>([])
    func post(_ event: ConnectionEvent) { self.events.withLock { $0.append(event) } }

    /// The locks that were granted, in order.
    var grantedLocks: [Token] {
        self.events.withLock { events in
            events.compactMap { if case .lockSettled(let token, nil) = $0 { token } else { nil } }
        }
    }
}
