// SPDX-License-Identifier: Apache-2.0

/// Text of clients that have no Unicode, in code page 850, which DOS and its heirs use in most of Europe and whose lower half is ASCII.
package enum OEMText {
    /// The upper half of code page 850, from 0x80.
    private static let upperHalf = Array(
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}"
            .unicodeScalars)
    private static let bytes = Dictionary(zip(upperHalf, UInt8(0x80)...UInt8.max)) { first, _ in first }

    package static func decode(_ bytes: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            scalars.append(byte < 0x80 ? Unicode.Scalar(byte) : self.upperHalf[Int(byte) - 0x80])
        }
        return String(scalars)
    }

    /// Letters that the code page does not have become an underscore: a name must stay one.
    package static func encode(_ string: String) -> [UInt8] {
        string.unicodeScalars.map { scalar in
            scalar.isASCII ? UInt8(truncatingIfNeeded: scalar.value) : self.bytes[scalar] ?? UInt8(ascii: "_")
        }
    }
}
