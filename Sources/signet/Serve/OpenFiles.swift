// SPDX-License-Identifier: Apache-2.0
import Glibc

/// How many descriptors the process may have: each connection takes one, and each open file.
enum OpenFiles {
    /// Takes all that the system allows. The usual limit to begin with, 1024, is a relic of `select`.
    static func raiseLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
