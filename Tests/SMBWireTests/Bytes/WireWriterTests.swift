// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("WireWriter") struct WireWriterTests {
    @Test func fillsHolesWithWhatIsKnownLater() {
        var writer = WireWriter()
        let length = writer.reserve16()
        let offset = writer.reserve32()
        let identifier = writer.reserve64()
        writer.fill(length, with: 0x0102)
        writer.fill(offset, with: 0x0304_0506)
        writer.fill(identifier, with: 7)
        #expect(writer.buffer == ByteBuffer(hex: "0201 06050403 0700000000000000"))
    }

    @Test func clampsWhatDoesNotFit() {
        var writer = WireWriter()
        let length = writer.reserve16()
        writer.fill(length, with: 70000)
        #expect(writer.buffer == ByteBuffer(hex: "ffff"))
    }

    @Test func alignsFromABaseThatIsNotAligned() {
        var writer = WireWriter(ByteBuffer(hex: "aaaaaa"))
        writer.u8(1)
        writer.align(to: 4, from: 3)
        writer.align(to: 4, from: 3)
        #expect(writer.buffer == ByteBuffer(hex: "aaaaaa 01000000"))
    }

    @Test func takesBackAnEntryThatDidNotFit() {
        var writer = WireWriter()
        writer.u32(1)
        let mark = writer.count
        writer.utf16("too long")
        writer.truncate(to: mark)
        #expect(writer.buffer == ByteBuffer(hex: "01000000"))
    }

    @Test(
        "strings survive the way to the wire and back",
        arguments: ["", "a", "hello.txt", "größe", "ab\u{1F600}c", "日本語", "\u{FFFF}", "e\u{301}", "\0", "ascii then ÿ"])
    func writesUTF16(_ text: String) throws {
        var writer = WireWriter()
        let count = writer.utf16(text)
        #expect(count == text.utf16.count * 2)
        #expect(count == UTF16Text.byteCount(text))
        #expect(Array(writer.buffer.readableBytesView) == text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        let decoded = try #require(UTF16Text.decode(writer.buffer))
        #expect(Array(decoded.utf16) == Array(text.utf16))
    }
}
