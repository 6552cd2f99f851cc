// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("QUERY_INFO") struct QueryInfoTests {
    private let store = InMemoryStore()
    private let client: TestClient
    private let file: SMB2.FileID

    init() throws {
        try self.store.put("folder/file.txt", "12345")
        let secret = ShareDefinition(name: "secret", readers: ["alice"], store: self.store)
        self.client = try TestServer(store: self.store, shares: [secret]).connectedClient()
        self.file = try self.client.open(#"Folder\file.txt"#, .genericRead, .open)
    }

    private func data(_ reply: TestClient.Reply) throws -> ByteBuffer {
        try reply.body { (reader) throws(WireError) in try SMB2.QueryInfoResponse(decoding: &reader) }.data
    }

    // MARK: Files

    @Test func everythingAtOnce() throws {
        let all = try self.client.information(of: self.file, .all) { (reader) throws(WireError) in
            try FileAllInformation(decoding: &reader)
        }
        #expect(all.standard.endOfFile == 5)
        #expect(!all.standard.isDirectory)
        #expect(!all.standard.deletePending)
        #expect(all.basic.attributes == .archive)
        #expect(all.access.accessFlags == .fileGenericRead)
        #expect(all.name.fileName == #"\Folder\file.txt"#)
    }

    @Test(
        "sizes of the classes that have one",
        arguments: [
            (.basic, 40), (.standard, 24), (.internal, 8), (.ea, 4), (.access, 4), (.position, 8), (.mode, 4), (.alignment, 4),
            (.networkOpen, 56), (.attributeTag, 8), (.compression, 16), (.id, 24),
        ] as [(FileInformationClass, Int)])
    func sizes(_ informationClass: FileInformationClass, _ size: Int) throws {
        #expect(try self.data(self.client.queryInfo(self.file, .file, informationClass.rawValue)).readableBytes == size)
        #expect(
            try self.client.queryInfo(self.file, .file, informationClass.rawValue, limit: UInt32(size - 1)).status == .infoLengthMismatch)
    }

    @Test func namesAreCutOffWhereTheyDoNotFit() throws {
        let reply = try self.client.queryInfo(self.file, .file, FileInformationClass.all.rawValue, limit: 104)
        #expect(reply.status == .bufferOverflow)
        #expect(try self.data(reply).readableBytes == 104)
        #expect(try self.client.queryInfo(self.file, .file, FileInformationClass.all.rawValue, limit: 103).status == .infoLengthMismatch)
    }

    @Test func theOnlyStreamIsTheUnnamedOne() throws {
        let list = try self.data(self.client.queryInfo(self.file, .file, FileInformationClass.stream.rawValue))
        #expect(try FileStreamInformation(decoding: list).streams.map(\.name) == ["::$DATA"])
        let folder = try self.client.open("folder", .genericRead, .open)
        #expect(try self.data(self.client.queryInfo(folder, .file, FileInformationClass.stream.rawValue)).readableBytes == 0)
    }

    @Test func theNormalizedNameIsTheStores() throws {
        let name = try self.client.information(of: self.file, .normalizedName) { (reader) throws(WireError) in
            try FileNormalizedNameInformation(decoding: &reader)
        }
        #expect(name.fileName == #"folder\file.txt"#)
    }

    @Test func theAlternateNameIsTheOnlyOne() throws {
        let name = try self.client.information(of: self.file, .alternateName) { (reader) throws(WireError) in
            try FileAlternateNameInformation(decoding: &reader)
        }
        #expect(name.fileName == "file.txt")
        let root = try self.client.open("", .genericRead, .open)
        #expect(try self.client.queryInfo(root, .file, FileInformationClass.alternateName.rawValue).status == .objectNameNotFound)
    }

    @Test(
        "what does not exist is said not to",
        arguments: [
            (.file, FileInformationClass.fullEA.rawValue, .noEASOnFile), (.file, FileInformationClass.rename.rawValue, .invalidInfoClass),
            (.file, 200, .invalidInfoClass), (.filesystem, 200, .invalidInfoClass), (.quota, 32, .notSupported),
            (.init(rawValue: 9), 4, .invalidParameter),
        ] as [(InfoType, UInt8, NTStatus)])
    func refuses(_ type: InfoType, _ informationClass: UInt8, _ status: NTStatus) throws {
        #expect(try self.client.queryInfo(self.file, type, informationClass).status == status)
    }

    @Test func attributesNeedTheRightToReadThem() throws {
        let blind = try self.client.open(#"folder\file.txt"#, .readData, .open)
        #expect(try self.client.queryInfo(blind, .file, FileInformationClass.basic.rawValue).status == .accessDenied)
        #expect(try self.client.queryInfo(blind, .file, FileInformationClass.all.rawValue).status == .accessDenied)
        #expect(try self.client.queryInfo(blind, .file, FileInformationClass.standard.rawValue).status == .success)
        #expect(try self.client.queryInfo(blind, .security, 0, parts: 7).status == .accessDenied)
    }

    // MARK: Filesystems

    @Test(
        "sizes of the filesystem's classes",
        arguments: [(.size, 24), (.fullSize, 32), (.device, 8), (.objectID, 64), (.sectorSize, 28), (.control, 48), (.volume, 26)]
            as [(FilesystemInformationClass, Int)])
    func filesystem(_ informationClass: FilesystemInformationClass, _ size: Int) throws {
        #expect(try self.data(self.client.queryInfo(self.file, .filesystem, informationClass.rawValue)).readableBytes == size)
    }

    // MARK: Security

    @Test func theDescriptorSaysWhatTheShareGrants() throws {
        let descriptor = try self.descriptor(of: self.file, self.client)
        // Whoever may do everything is as good as the owner.
        #expect(descriptor.owner?.subAuthorities.last == 1000)
        #expect(descriptor.group?.description == "S-1-22-2-1000")
        #expect(descriptor.dacl == .entries([AccessControlEntry(.accessAllowed, .authenticatedUsers, .fileAll)]))
    }

    @Test func whereUsersAreNamedTheDescriptorSpeaksOfTheOneWhoAsks() throws {
        try self.client.treeConnect("secret")
        let descriptor = try self.descriptor(of: try self.client.open(#"folder\file.txt"#, .genericRead, .open), self.client)
        guard case .entries(let entries) = descriptor.dacl else {
            Issue.record("There is no list.")
            return
        }
        #expect(entries.map(\.sid.subAuthorities.last) == [1000])
    }

    private func descriptor(of file: SMB2.FileID, _ client: TestClient) throws -> SecurityDescriptor {
        let data = try self.data(client.queryInfo(file, .security, 0, parts: 7))
        var reader = WireReader(data)
        return try SecurityDescriptor(decoding: &reader)
    }

    @Test func aDescriptorThatDoesNotFitSaysHowLongItIs() throws {
        let size = try self.data(self.client.queryInfo(self.file, .security, 0, parts: 7)).readableBytes
        let reply = try self.client.queryInfo(self.file, .security, 0, parts: 7, limit: 0)
        #expect(reply.status == .bufferTooSmall)
        var reader = WireReader(reply.bytes)
        try reader.skip(SMB2.Header.size)
        let error = try SMB2.ErrorResponse(decoding: &reader)
        // 3.1.1 wraps the number in an error context.
        #expect(error.errorContextCount == 1)
        #expect(error.errorData.getInteger(at: error.errorData.writerIndex - 4, endianness: .little, as: UInt32.self) == UInt32(size))
    }

    // MARK: Pipes

    @Test(
        "CVE-2022-32230: a pipe has nothing that only files have",
        arguments: [
            .basic, .all, .networkOpen, .attributeTag, .internal, .ea, .name, .normalizedName, .stream, .compression, .id, .fullEA,
            .alternateName,
        ] as [FileInformationClass])
    func pipe(_ informationClass: FileInformationClass) throws {
        try self.client.treeConnect("IPC$")
        let pipe = try self.client.open("srvsvc", .genericRead, .open)
        #expect(try self.client.queryInfo(pipe, .file, informationClass.rawValue).status == .invalidInfoClass)
        #expect(try self.client.queryInfo(pipe, .file, FileInformationClass.standard.rawValue).status == .success)
        #expect(try self.client.queryInfo(pipe, .filesystem, FilesystemInformationClass.size.rawValue).status == .invalidInfoClass)
        #expect(try self.client.queryInfo(pipe, .security, 0, parts: 7).status == .notSupported)
        #expect(throws: NTStatus.notSupported) { try self.client.setDisposition(pipe) }
        #expect(throws: NTStatus.invalidParameter) { try self.client.queryDirectory(pipe) }
    }
}
