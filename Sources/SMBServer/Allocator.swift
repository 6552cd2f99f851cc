// SPDX-License-Identifier: Apache-2.0
import CLinux

/// The C library's allocator, which NIO's buffers come from.
package enum Allocator {
    /// Large answers are made and freed all the time: keeping their memory instead of returning it to the kernel saves a page fault for
    /// every 4 KiB sent.
    package static func keepLargeBuffers() { linux_keep_large_buffers() }
}
