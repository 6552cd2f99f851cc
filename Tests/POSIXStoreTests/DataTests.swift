// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import SMBEngine
import SMBWire
import Testing

@testable import POSIXStore

@Suite("Data") struct DataTests {
    let share: TemporaryShare
    init() throws { self.share = try TemporaryShare() }

    @Test func readsWhatWasWritten() throws {
        let file = try self.share.open("a", .createNew).handle
        let data = ByteBuffer(bytes: (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try file.write(data, at: FileOffset(3)!)
        var buffer = ByteBuffer(string: "before:")
        #expect(try file.readBlocking(into: &buffer, at: FileOffset(3)!, count: 1 << 20) == 200_000)
        #expect(buffer.readString(length: 7) == "before:")
        #expect(buffer == data)
        #expect(try file.metadata().endOfFile == 200_003)
    }

    @Test func aReadOfWhatIsInMemoryDoesNotWait() throws {
        let file = try self.share.open("a", .createNew).handle
        try file.write(ByteBuffer(string: "hello"), at: .zero)
        var buffer = ByteBuffer()
        #expect(try file.read(into: &buffer, at: .zero, count: 100) == 5)
        #expect(String(buffer: buffer) == "hello")
        #expect(try file.read(into: &buffer, at: FileOffset(5)!, count: 100) == 0)
        #expect(try file.read(into: &buffer, at: FileOffset(UInt64(Int64.max))!, count: 100) == 0)
    }

    @Test func aDirectoryHasNoData() throws {
        let root = try self.share.open("").handle
        var buffer = ByteBuffer()
        #expect(throws: NTStatus.fileIsADirectory) { try root.readBlocking(into: &buffer, at: .zero, count: 1) }
        #expect(throws: NTStatus.self) { try root.write(ByteBuffer(string: "x"), at: .zero) }
        #expect(throws: NTStatus.invalidParameter) { try root.setEndOfFile(.zero) }
    }

    @Test func refusesToWritePastTheEndOfOffsets() throws {
        let file = try self.share.open("a", .createNew).handle
        #expect(throws: NTStatus.invalidParameter) { try file.write(ByteBuffer(string: "xy"), at: FileOffset(UInt64(Int64.max) - 1)!) }
    }

    @Test func setsTheEndOfFile() throws {
        let file = try self.share.open("a", .createNew).handle
        try file.setEndOfFile(FileOffset(1 << 20)!)
        #expect(try file.metadata().endOfFile == 1 << 20)
        try file.setEndOfFile(.zero)
        try file.reserve(FileOffset(1 << 20)!)
        #expect(try file.metadata().endOfFile == 0)
        try file.flushBlocking()
    }

    @Test func overwritesAlsoThroughAHandleThatOnlyReads() throws {
        self.share.put("a", "text")
        let file = try self.share.open("a", writes: false).handle
        try file.overwrite(attributes: .hidden)
        let metadata = try file.metadata()
        #expect(metadata.endOfFile == 0)
        #expect(metadata.attributes == [.hidden, .archive])
    }

    @Test func aClosedHandleSaysSo() throws {
        let file = try self.share.open("a", .createNew).handle
        file.close()
        #expect(throws: NTStatus.fileClosed) { try file.metadata() }
    }
}
