// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// A dialect's revision; `<` means "older". [MS-SMB2] 2.2.3
    package struct Dialect: RawRepresentable, Hashable, Comparable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let smb2_0_2 = Dialect(rawValue: 0x0202)
        package static let smb2_1 = Dialect(rawValue: 0x0210)
        package static let smb3_0 = Dialect(rawValue: 0x0300)
        package static let smb3_0_2 = Dialect(rawValue: 0x0302)
        package static let smb3_1_1 = Dialect(rawValue: 0x0311)
        /// The answer to "SMB 2.???": an SMB2 NEGOTIATE has to follow. Never a dialect to compare with.
        package static let wildcard = Dialect(rawValue: 0x02FF)

        /// The dialects that exist, oldest first.
        package static let all: [Dialect] = [.smb2_0_2, .smb2_1, .smb3_0, .smb3_0_2, .smb3_1_1]

        package static func < (left: Dialect, right: Dialect) -> Bool { left.rawValue < right.rawValue }
    }
}

extension SMB2.Dialect: CustomStringConvertible {
    package var description: String {
        switch self {
        case .smb2_0_2: "2.0.2"
        case .smb2_1: "2.1"
        case .smb3_0: "3.0"
        case .smb3_0_2: "3.0.2"
        case .smb3_1_1: "3.1.1"
        case .wildcard: "2.???"
        default: "0x" + String(self.rawValue, radix: 16)
        }
    }
}
