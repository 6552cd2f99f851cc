// SPDX-License-Identifier: Apache-2.0
import Glibc
package import SMBEngine
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

/// Large answers are made and freed all the time: keeping their memory instead of returning it to the kernel saves a page fault for
/// every 4 KiB sent.
package enum Allocator {
    package static func keepLargeBuffers() {
        _ = mallopt(M_MMAP_THRESHOLD, 64 << 20)
        _ = mallopt(M_TRIM_THRESHOLD, 128 << 20)
    }
}
