// SPDX-License-Identifier: Apache-2.0

/// A cipher as people write it. [MS-SMB2] 2.2.3.1.2
package enum CipherName {
    package static func of(_ cipher: UInt16) -> String {
        switch cipher {
        case 1: "AES-128-CCM"
        case 2: "AES-128-GCM"
        case 3: "AES-256-CCM"
        case 4: "AES-256-GCM"
        default: "0x" + Hex.digits(cipher, count: 4)
        }
    }

    /// What 3.0 and 3.0.2 encrypt with, whatever else either side knows.
    static let beforeNegotiation: UInt16 = 1

    /// The number of a name in `CipherSuiteOrder`; nil for one that is unknown.
    static func number(ofSetting name: String) -> UInt16? {
        (1...4).first { self.of($0).utf8.elementsEqual(name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }) }
    }
}
