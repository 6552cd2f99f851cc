// SPDX-License-Identifier: Apache-2.0

/// Why a system call failed. It stays inside this target: `NTStatus+errno.swift` is the one way out.
struct Errno: Error, Hashable {
    let code: Int32
}

extension Errno {
    /// For an administrator, not for a client.
    var reason: String { Syscalls.description(of: self.code) }
}
