// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// What a side can do beyond its dialect's minimum. [MS-SMB2] 2.2.3
    package struct Capabilities: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let dfs = Capabilities(rawValue: 0x01)
        package static let leasing = Capabilities(rawValue: 0x02)
        package static let largeMTU = Capabilities(rawValue: 0x04)
        package static let multiChannel = Capabilities(rawValue: 0x08)
        package static let persistentHandles = Capabilities(rawValue: 0x10)
        package static let directoryLeasing = Capabilities(rawValue: 0x20)
        package static let encryption = Capabilities(rawValue: 0x40)
        package static let notifications = Capabilities(rawValue: 0x80)
    }
}
