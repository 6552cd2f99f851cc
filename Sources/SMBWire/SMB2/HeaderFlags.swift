// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.1.1
    package struct HeaderFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// SMB2_FLAGS_SERVER_TO_REDIR
        package static let response = HeaderFlags(rawValue: 0x0000_0001)
        /// The header has an AsyncId in place of a TreeId.
        package static let async = HeaderFlags(rawValue: 0x0000_0002)
        /// The request belongs to the one before it in the compound.
        package static let related = HeaderFlags(rawValue: 0x0000_0004)
        package static let signed = HeaderFlags(rawValue: 0x0000_0008)
        /// Three bits of I/O priority, 3.1.1 only.
        package static let priorityMask = HeaderFlags(rawValue: 0x0000_0070)
        package static let dfs = HeaderFlags(rawValue: 0x1000_0000)
        package static let replay = HeaderFlags(rawValue: 0x2000_0000)
    }
}
