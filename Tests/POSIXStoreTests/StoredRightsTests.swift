// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire
import Testing

@testable import POSIXStore

@Suite("Descriptors and extended attributes are the file's own") struct StoredRightsTests {
    let share: TemporaryShare
    init() throws { self.share = try TemporaryShare() }

    private static let readers = SecurityDescriptor(
        owner: .administrators, group: nil, dacl: .entries([.init(.accessAllowed, .everyone, .fileGenericRead)]))

    private func names(_ file: String) throws -> [String] {
        try Syscalls.attributeNames(in: AT_FDCWD, entry: self.share.path + "/" + file)
    }

    private func set(_ name: String, _ value: [UInt8], on file: String) throws {
        let root = try Syscalls.openRoot(self.share.path)
        let descriptor = try Syscalls.open(beneath: root.raw, file, O_RDWR)
        try Syscalls.setAttribute(name, of: descriptor.raw, value)
    }

    // MARK: Descriptors

    @Test func aDescriptorLasts() throws {
        self.share.put("file")
        let opened = try self.share.open("file")
        #expect(opened.securityDescriptor == nil)
        #expect(try self.names("file").isEmpty)
        try opened.handle.setSecurityDescriptor(Self.readers)
        #expect(try self.share.open("FILE").securityDescriptor == Self.readers)
        #expect(try opened.handle.securityDescriptor() == Self.readers)
    }

    @Test("one that cannot be read lets nobody in", arguments: [[], [1], [2, 1, 0, 4, 0x80], [1, 1, 0, 4, 0x80, 0xFF]] as [[UInt8]])
    func unreadable(_ bytes: [UInt8]) throws {
        self.share.put("file")
        try self.set(StoredDescriptor.name, bytes, on: "file")
        #expect(try self.share.open("file").securityDescriptor?.dacl == .entries([]))
    }

    @Test func aLongOneIsReadToItsEnd() throws {
        self.share.put("file")
        let entry = AccessControlEntry(.accessAllowed, .everyone, .fileGenericRead)
        let long = SecurityDescriptor(owner: nil, group: nil, dacl: .entries(Array(repeating: entry, count: 100)))
        try self.share.open("file").handle.setSecurityDescriptor(long)
        #expect(try self.share.open("file").securityDescriptor == long)
    }

    @Test func aFolderIsAskedBeforeAnythingIsMade() throws {
        self.share.makeFolder("folder")
        try self.share.open("folder").handle.setSecurityDescriptor(Self.readers)
        let refused = StoreOpen(path: StorePath(["folder", "a"]), creation: .createNew, kind: .file, reads: true, writes: true) {
            folder throws(NTStatus) in
            guard folder == nil else { throw .accessDenied }
            return nil
        }
        #expect(throws: NTStatus.accessDenied) { try self.share.store.open(refused) }
        #expect(!self.share.exists("folder/a"))
        let inherited = StoreOpen(path: StorePath(["folder", "b"]), creation: .createNew, kind: .file, reads: true, writes: true) {
            folder throws(NTStatus) in folder
        }
        #expect(try self.share.store.open(inherited).securityDescriptor == Self.readers)
        #expect(try self.share.open("folder/b").handle.folderSecurityDescriptor() == Self.readers)
    }

    // MARK: Extended attributes

    @Test func anAttributeIsLinuxsOwn() throws {
        self.share.put("file")
        let file = try self.share.open("file").handle
        try file.setExtendedAttribute("Author", Array("x".utf8))
        #expect(try self.names("file") == ["user.Author"])
        #expect(try file.extendedAttributes() == [ExtendedAttribute(name: "Author", value: Array("x".utf8))])
        #expect(try self.share.list().first { $0.name == "file" }?.eaSize == 4 + 5 + 6 + 1)
        try file.setExtendedAttribute("Author", [])
        #expect(try file.extendedAttributes() == [])
        #expect(try self.share.list().first { $0.name == "file" }?.eaSize == 0)
    }

    @Test func whatIsTheServersIsNoClients() throws {
        self.share.put("file")
        let file = try self.share.open("file").handle
        try file.setSecurityDescriptor(Self.readers)
        #expect(try file.extendedAttributes() == [])
        #expect(throws: NTStatus.invalidEAName) { try file.setExtendedAttribute("Signet.streams", [1]) }
        try file.overwrite(attributes: [])
        #expect(try file.securityDescriptor() == Self.readers)
    }

    @Test func overwritingTakesThem() throws {
        self.share.put("file")
        let file = try self.share.open("file").handle
        try file.setExtendedAttribute("a", [1])
        try file.overwrite(attributes: [])
        #expect(try file.extendedAttributes() == [])
    }
}
