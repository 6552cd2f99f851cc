// SPDX-License-Identifier: Apache-2.0

/// Names are bytes to the filesystem.
extension String {
    func hasSameSpelling(as other: String) -> Bool { self.utf8.elementsEqual(other.utf8) }

    func hashSpelling(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
