// SPDX-License-Identifier: Apache-2.0
import Support
import Testing

@testable import SMBCrypto

@Suite("CMAC") struct CMACContextTests {
    private static let message = hex(
        """
        6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
        30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710
        """)
    private static let key = hex("2b7e151628aed2a6abf7158809cf4f3c")

    @Test(
        "the examples of RFC 4493, however the message is cut",
        arguments: [
            (0, "bb1d6929e95937287fa37d129b756746"), (16, "070a16b46b4d4144f79bdd9dd04a287c"),
            (40, "dfa66747de9ae63030ca32611497c827"), (64, "51f0bebf7e3b9d92fc49741779363cfe"),
        ], [1, 7, 16, 17, 64])
    func examples(_ example: (count: Int, tag: String), _ pieceSize: Int) {
        let context = CMACContext(key: Self.key.span)
        // The second message shows that the first left nothing behind.
        for _ in 0..<2 {
            context.restart()
            for start in stride(from: 0, to: example.count, by: pieceSize) {
                context.update(Self.message.span.extracting(start..<min(start + pieceSize, example.count)))
            }
            #expect(context.finishTag().matches(MessageTag(firstBytesOf: hex(example.tag).span)))
        }
    }

    /// More than what the cipher gets at a time, and not a whole number of blocks.
    @Test func longMessagesCanBeCutAnywhere() {
        let bytes = (0..<10_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let whole = CMACContext(key: Self.key.span)
        whole.update(bytes.span)
        let tag = whole.finishTag()
        let pieces = CMACContext(key: Self.key.span)
        pieces.update(bytes.span.extracting(0..<5000))
        pieces.update(bytes.span.extracting(5000..<10_001))
        #expect(pieces.finishTag().matches(tag))
    }
}
