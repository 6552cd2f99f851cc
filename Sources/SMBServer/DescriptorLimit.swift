// SPDX-License-Identifier: Apache-2.0
import CLinux

/// How many files and sockets this process may have open.
enum DescriptorLimit {
    /// Raises the limit as far as the system allows, and returns it. The usual 1024 would let one stranger's connections take them all.
    static func raise() -> Int { Int(clamping: linux_raise_descriptor_limit()) }
}
