// SPDX-License-Identifier: Apache-2.0

/// Whether a name that people will see in listings and clients will send in UTF-16 is one.
func isPrintableName(_ name: String, maximumCount: Int, forbidden: String) -> Bool {
    guard !name.isEmpty, name.utf16.count <= maximumCount else { return false }
    return name.unicodeScalars.allSatisfy { scalar in
        scalar.value >= 0x20 && scalar.value != 0x7F && !forbidden.unicodeScalars.contains(scalar)
    }
}
