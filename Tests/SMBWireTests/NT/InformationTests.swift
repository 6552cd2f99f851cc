// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("Information classes") struct InformationTests {
    private static let goldens = GoldenInformation.all + [SecurityDescriptorTests.golden]

    @Test("the golden bytes are written as they were read", arguments: goldens)
    func roundTrips(_ golden: GoldenValue) throws {
        #expect(try golden.reencode(golden.bytes) == golden.bytes)
    }

    @Test("every prefix is refused", arguments: goldens)
    func refusesEveryPrefix(_ golden: GoldenValue) {
        for prefix in golden.prefixes {
            #expect(throws: WireError.self, "\(prefix.readableBytes) bytes") { _ = try golden.reencode(prefix) }
        }
    }

    @Test("damaged bytes are refused or read, and never trap", arguments: goldens)
    func survivesDamage(_ golden: GoldenValue) {
        for damaged in golden.damaged(500) { _ = try? golden.reencode(damaged) }
    }

    @Test func allInformationSaysWhatTheCaptureShows() throws {
        let golden = try #require(GoldenInformation.all.first { $0.description.hasPrefix("FileAllInformation") })
        var reader = WireReader(golden.bytes)
        let all = try FileAllInformation(decoding: &reader)
        #expect(all.basic.attributes == .archive)
        #expect(
            all.standard
                == FileStandardInformation(
                    allocationSize: 0x100000, endOfFile: 1, linkCount: 1, deletePending: false, isDirectory: false))
        #expect(all.internal.indexNumber == 0x15)
        #expect(all.access.accessFlags == .fileAll)
        #expect(all.name.fileName == #"\test9.dat"#)
    }
}

@Suite("Entry chains") struct EntryChainTests {
    @Test(
        "a chain that loops, overlaps or leaves its buffer is refused",
        arguments: [
            "01000000 0000000000", "03000000 0000000000", "08000000 00000000 ffffffff", "0c000000 00000000", "10000000 00000000", "00", "",
        ])
    func refuses(_ hex: String) {
        #expect(throws: WireError.self) { _ = try EntryChain.split(ByteBuffer(hex: hex), alignment: 8) }
    }
}
