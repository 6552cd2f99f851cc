// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
package import SMBWire

/// The kernel's random numbers.
package struct SystemEntropy: Entropy {
    package init() {}
    package func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

package struct SystemClock: WallClock {
    package init() {}
    package func now() -> NTTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return NTTime(unixSeconds: Int64(time.tv_sec), nanoseconds: Int(time.tv_nsec))
    }
}
