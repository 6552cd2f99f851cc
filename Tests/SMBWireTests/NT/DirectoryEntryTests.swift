// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("Directory entries") struct DirectoryEntryTests {
    private static func entry(_ name: String) -> DirectoryEntryFields {
        DirectoryEntryFields(
            name: name, creationTime: NTTime(rawValue: 1), lastAccessTime: NTTime(rawValue: 2), lastWriteTime: NTTime(rawValue: 3),
            changeTime: NTTime(rawValue: 4), endOfFile: 5, allocationSize: 6, attributes: .archive, fileID: 7)
    }

    private static let names = [".", "..", "hello.txt", "größe", "\u{1F600}", "日本語.txt"]

    @Test("a listing says again what was listed", arguments: DirectoryInformationClass.allCases)
    func listsAndReads(_ informationClass: DirectoryInformationClass) throws {
        var writer = WireWriter(ByteBuffer(hex: "aaaaaaaaaa"))  // An answer never begins at the buffer's start.
        let base = writer.count
        var previous: Int?
        for name in Self.names { informationClass.append(Self.entry(name), to: &writer, base: base, previous: &previous) }
        let list = try #require(writer.buffer.getSlice(at: base, length: writer.count - base))
        #expect(try informationClass.entries(decoding: list).map(\.name) == Self.names)
    }

    @Test("the size foretold is the size written", arguments: DirectoryInformationClass.allCases, names)
    func foretellsTheSize(_ informationClass: DirectoryInformationClass, _ name: String) {
        var writer = WireWriter()
        var previous: Int?
        informationClass.append(Self.entry(name), to: &writer, base: 0, previous: &previous)
        let size = informationClass.size(of: Self.entry(name))
        #expect(writer.count == size)
        let empty = WireWriter()
        #expect(informationClass.fits(Self.entry(name), in: empty, base: 0, limit: size))
        #expect(!informationClass.fits(Self.entry(name), in: empty, base: 0, limit: size - 1))
    }

    @Test func countsThePaddingBeforeAnEntry() {
        var writer = WireWriter()
        var previous: Int?
        DirectoryInformationClass.names.append(Self.entry("a"), to: &writer, base: 0, previous: &previous)
        #expect(writer.count == 14)
        #expect(!DirectoryInformationClass.names.fits(Self.entry("b"), in: writer, base: 0, limit: 29))
        #expect(DirectoryInformationClass.names.fits(Self.entry("b"), in: writer, base: 0, limit: 30))
    }
}
