// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension ByteBuffer {
    /// White space is ignored. A digit that is none is a mistake in the test.
    package init(hex: String) {
        self.init()
        let digits = hex.filter { !$0.isWhitespace }.map { digit in
            guard let value = digit.hexDigitValue else { preconditionFailure("not a hexadecimal digit: \(digit)") }
            return UInt8(value)
        }
        precondition(digits.count.isMultiple(of: 2), "half a byte")
        for index in stride(from: 0, to: digits.count, by: 2) { self.writeInteger(digits[index] << 4 | digits[index + 1]) }
    }
}
