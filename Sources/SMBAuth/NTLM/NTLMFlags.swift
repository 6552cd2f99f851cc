// SPDX-License-Identifier: Apache-2.0

/// NEGOTIATE. [MS-NLMP] 2.2.2.5
package struct NTLMFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let unicode = NTLMFlags(rawValue: 0x0000_0001)
    package static let oem = NTLMFlags(rawValue: 0x0000_0002)
    package static let requestTarget = NTLMFlags(rawValue: 0x0000_0004)
    package static let sign = NTLMFlags(rawValue: 0x0000_0010)
    package static let seal = NTLMFlags(rawValue: 0x0000_0020)
    package static let ntlm = NTLMFlags(rawValue: 0x0000_0200)
    package static let anonymous = NTLMFlags(rawValue: 0x0000_0800)
    package static let alwaysSign = NTLMFlags(rawValue: 0x0000_8000)
    package static let targetTypeServer = NTLMFlags(rawValue: 0x0002_0000)
    package static let extendedSessionSecurity = NTLMFlags(rawValue: 0x0008_0000)
    package static let targetInfo = NTLMFlags(rawValue: 0x0080_0000)
    package static let version = NTLMFlags(rawValue: 0x0200_0000)
    package static let key128 = NTLMFlags(rawValue: 0x2000_0000)
    package static let keyExchange = NTLMFlags(rawValue: 0x4000_0000)
    package static let key56 = NTLMFlags(rawValue: 0x8000_0000)
}
