// SPDX-License-Identifier: Apache-2.0

/// An object identifier of a mechanism, as the content octets of its encoding: compared, never interpreted.
package struct MechanismType: Hashable, Sendable {
    package let octets: [UInt8]
    package init(octets: [UInt8]) { self.octets = octets }

    /// 1.3.6.1.5.5.2
    package static let spnego = MechanismType(octets: [0x2B, 0x06, 0x01, 0x05, 0x05, 0x02])
    /// 1.3.6.1.4.1.311.2.2.10
    package static let ntlm = MechanismType(octets: [0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0A])
    /// 1.2.840.113554.1.2.2
    package static let kerberos = MechanismType(octets: [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02])
    /// 1.2.840.48018.1.2.2: Windows 2000 cut a number to sixteen bits, and everybody sends it still.
    package static let microsoftKerberos = MechanismType(octets: [0x2A, 0x86, 0x48, 0x82, 0xF7, 0x12, 0x01, 0x02, 0x02])
}
