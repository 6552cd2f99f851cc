// SPDX-License-Identifier: Apache-2.0

/// How much of a file its client may keep at home. [MS-FSA] 2.1.1.10
package enum OplockLevel: UInt8, Sendable, Comparable {
    case none
    /// Reads. Several clients can have it at once; it goes without being asked back.
    case levelII
    /// Reads and writes.
    case exclusive
    /// Reads, writes, and the file itself: it may stay open after its program has closed it.
    case batch

    package static func < (one: OplockLevel, other: OplockLevel) -> Bool { one.rawValue < other.rawValue }
}
