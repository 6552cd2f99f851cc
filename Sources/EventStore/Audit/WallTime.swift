// SPDX-License-Identifier: Apache-2.0
import Glibc
package import SMBWire

/// The clock on the wall.
package enum WallTime {
    package static func now() -> NTTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return NTTime(unixSeconds: Int64(time.tv_sec), nanoseconds: Int(time.tv_nsec))
    }
}
