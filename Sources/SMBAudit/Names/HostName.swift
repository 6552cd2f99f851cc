// SPDX-License-Identifier: Apache-2.0

/// A host name in the form that names are compared in.
///
/// `String` compares by canonical equivalence and folds by Unicode, so that U+212A KELVIN SIGN equals `k`: a name that resolves to an
/// attacker would pass for ours. Here ASCII folds to ASCII, other letters fold among themselves, and bytes are compared.
package struct HostName: Hashable, Sendable {
    let folded: [UInt8]

    package init(_ name: some StringProtocol) {
        var folded: [UInt8] = []
        for scalar in name.unicodeScalars {
            if scalar.isASCII {
                let byte = UInt8(ascii: scalar)
                folded.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            } else {
                folded.append(contentsOf: String(Self.fold(scalar)).utf8)
            }
        }
        self.folded = folded
    }

    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapping = scalar.properties.lowercaseMapping.unicodeScalars
        guard mapping.count == 1, let lower = mapping.first, !lower.isASCII else { return scalar }
        return lower
    }

    /// Whether the text is spelt as it is compared.
    static func isFolded(_ name: some StringProtocol) -> Bool { HostName(name).folded.elementsEqual(name.utf8) }

    static let localhost = HostName("localhost")
}
