// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Waits for a condition, not for a time: looks every millisecond, and gives up at the deadline.
func eventually(within limit: Duration = .seconds(10), _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        _ = usleep(1000)
    }
    return try condition()
}

extension Duration {
    var milliseconds: Int { Int(self / .milliseconds(1)) }
}
