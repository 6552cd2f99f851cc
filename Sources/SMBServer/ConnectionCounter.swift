// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// How many connections there are, in all and from each address, so that one host can't take every place. (CVE-2025-38501)
final class ConnectionCounter: Sendable {
    private struct Counts {
        var total = 0
        var byAddress: [String: Int] = [:]
    }

    private let counts = Mutex(Counts())

    /// Takes a place; false when there is none left. Each success is followed by exactly one `leave`.
    func enter(_ address: String, maximum: Int, maximumPerAddress: Int) -> Bool {
        self.counts.withLock { counts in
            let own = counts.byAddress[address] ?? 0
            guard counts.total < maximum, own < maximumPerAddress else { return false }
            counts.total += 1
            counts.byAddress[address] = own + 1
            return true
        }
    }

    func leave(_ address: String) {
        self.counts.withLock { counts in
            guard let own = counts.byAddress[address] else { return }
            counts.total -= 1
            counts.byAddress[address] = own > 1 ? own - 1 : nil
        }
    }
}
