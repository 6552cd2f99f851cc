// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
package import SMBWire

/// The kernel's random numbers.
package struct SystemEntropy: Entropy {
    package init() {}
    package func bytes(_ count: Int) -> [UInt8] {
        // Eight bytes at a time: each call asks the kernel.
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let word = generator.next()
            for index in 0..<min(8, count - bytes.count) { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(index)))) }
        }
        return bytes
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
