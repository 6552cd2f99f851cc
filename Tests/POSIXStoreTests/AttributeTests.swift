// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire
import Testing

@testable import POSIXStore

@Suite("Attributes and times") struct AttributeTests {
    let share: TemporaryShare
    init() throws { self.share = try TemporaryShare() }

    private func storedBytes(_ name: String) throws -> [UInt8]? {
        try Syscalls.attribute(DOSAttributes.name, in: AT_FDCWD, entry: self.share.path + "/" + name, capacity: 64)
    }

    @Test func whatAFileShowsByItself() throws {
        self.share.put("plain")
        self.share.put(".dot")
        self.share.makeFolder(".folder")
        self.share.put("locked")
        unsafe chmod(self.share.path + "/locked", 0o444)
        let shown = Dictionary(uniqueKeysWithValues: try self.share.list().map { ($0.name, $0.metadata.attributes) })
        #expect(shown["plain"] == .archive)
        #expect(shown[".dot"] == [.archive, .hidden])
        #expect(shown[".folder"] == [.directory, .hidden])
        #expect(shown["locked"] == [.archive, .readOnly])
        #expect(shown["."] == .directory && shown[".."] == .directory)
    }

    @Test(arguments: [FileAttributes.normal, .readOnly, [.hidden, .system], [.archive, .notContentIndexed]])
    func attributesLast(_ attributes: FileAttributes) throws {
        let file = try self.share.open("a", .createNew).handle
        _ = try self.share.list()  // What a listing remembers must not outlive the change.
        try file.change(MetadataChange(attributes: attributes))
        #expect(try file.metadata().attributes == attributes)
        #expect(try self.share.open("A").metadata.attributes == attributes)
        #expect(try self.share.list().first { $0.name == "a" }?.metadata.attributes == attributes)
        try file.change(MetadataChange(attributes: []))
        #expect(try file.metadata().attributes == attributes)
        #expect(try file.metadata().permissions == 0o644)
    }

    @Test func whatShowsByItselfIsNotStored() throws {
        let file = try self.share.open(".dot", .createNew).handle
        try file.change(MetadataChange(attributes: .readOnly))
        #expect(try self.storedBytes(".dot")?.count == DOSAttributes.size)
        try file.change(MetadataChange(attributes: [.archive, .hidden]))
        #expect(try self.storedBytes(".dot") == nil)
    }

    @Test func aNewFileTakesItsAttributesAndTheArchiveBit() throws {
        #expect(try self.share.open("a", .createNew, attributes: .readOnly).metadata.attributes == [.archive, .readOnly])
        #expect(try self.share.open("a", writes: false).metadata.attributes == [.archive, .readOnly])
        #expect(try self.share.open("b", .createNew, .directory, attributes: .hidden).metadata.attributes == [.directory, .hidden])
    }

    @Test func timesLast() throws {
        let file = try self.share.open("a", .createNew).handle
        let times = (1...3).map { NTTime(unixSeconds: Int64($0) * 1_000_000, nanoseconds: 700) }
        try file.change(MetadataChange(creationTime: times[0], lastAccessTime: times[1], lastWriteTime: times[2]))
        let metadata = try file.metadata()
        #expect(metadata.creationTime == times[0])
        #expect(metadata.lastAccessTime == times[1])
        #expect(metadata.lastWriteTime == times[2])
        #expect(metadata.attributes == .archive)
        try file.change(MetadataChange(creationTime: .zero, lastAccessTime: .suspendUpdates, lastWriteTime: .resumeUpdates))
        #expect(try file.metadata().lastWriteTime == times[2])
    }

    @Test(arguments: [[], [1], [2] + [UInt8](repeating: 0, count: 15), [UInt8](repeating: 255, count: 16)])
    func foreignBytesStandForNothing(_ bytes: [UInt8]) { #expect(DOSAttributes(stored: bytes).isEmpty) }

    @Test func volumeAddsUp() throws {
        let volume = try self.share.store.volume()
        #expect(volume.bytesPerSector == 512)
        #expect(volume.sectorsPerUnit >= 1)
        #expect(volume.availableUnits <= volume.totalUnits)
    }
}
