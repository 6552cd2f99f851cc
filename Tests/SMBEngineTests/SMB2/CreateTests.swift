// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("CREATE") struct CreateTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: TestClient

    init() throws {
        try self.store.put("file.txt", "hello")
        try self.store.put("folder/inner.txt", "inner")
        let shared = ShareDefinition(name: "readonly", isReadOnly: true, store: self.store)
        self.server = TestServer(store: self.store, shares: [shared])
        self.client = try self.server.connectedClient()
    }

    // MARK: Dispositions

    @Test(
        "what each disposition does where a file exists, and where none does",
        arguments: [
            (.supersede, .superseded, .created), (.open, .opened, nil), (.create, nil, .created), (.openIf, .opened, .created),
            (.overwrite, .overwritten, nil), (.overwriteIf, .overwritten, .created),
        ] as [(CreateDisposition, CreateAction?, CreateAction?)])
    func dispositions(_ disposition: CreateDisposition, _ existing: CreateAction?, _ missing: CreateAction?) throws {
        if let existing {
            let opened = try self.client.create("FILE.txt", disposition)
            #expect(opened.createAction == existing)
            #expect(opened.endOfFile == (existing == .opened ? 5 : 0))
        } else {
            #expect(throws: NTStatus.objectNameCollision) { try self.client.create("FILE.txt", disposition) }
        }
        if let missing {
            #expect(try self.client.create("new.txt", disposition).createAction == missing)
        } else {
            #expect(throws: NTStatus.objectNameNotFound) { try self.client.create("new.txt", disposition) }
        }
    }

    @Test func aDirectoryIsMadeAndOpened() throws {
        let made = try self.client.create("new", .genericRead, .create, options: .directoryFile)
        #expect(made.createAction == .created)
        #expect(made.fileAttributes.contains(.directory))
        #expect(throws: NTStatus.notADirectory) { try self.client.create("file.txt", .genericRead, .open, options: .directoryFile) }
        #expect(throws: NTStatus.fileIsADirectory) { try self.client.create("folder", .genericRead, .open, options: .nonDirectoryFile) }
        #expect(throws: NTStatus.fileIsADirectory) { try self.client.create("folder", .genericRead, .overwriteIf) }
        #expect(try self.client.create("", .genericRead, .open).fileAttributes.contains(.directory))
    }

    @Test func aMissingFolderIsToldFromAMissingFile() {
        #expect(throws: NTStatus.objectPathNotFound) { try self.client.create(#"none\file"#, .genericRead, .open) }
        #expect(throws: NTStatus.objectNameNotFound) { try self.client.create(#"folder\none"#, .genericRead, .open) }
    }

    // MARK: Parameters

    @Test(
        "parameters that make no sense",
        arguments: [
            (.init(desiredAccess: .genericRead, createDisposition: .init(rawValue: 6), name: "f"), .invalidParameter),
            (.init(desiredAccess: .genericRead, shareAccess: .init(rawValue: 8), createDisposition: .openIf, name: "f"), .invalidParameter),
            (
                .init(
                    desiredAccess: .genericRead, createDisposition: .openIf, createOptions: [.directoryFile, .nonDirectoryFile], name: "f"),
                .invalidParameter
            ),
            (
                .init(desiredAccess: .genericRead, createDisposition: .overwrite, createOptions: .directoryFile, name: "f"),
                .invalidParameter
            ),
            (
                .init(desiredAccess: .genericRead, createDisposition: .openIf, createOptions: .init(rawValue: 0x0100_0000), name: "f"),
                .invalidParameter
            ),
            (
                .init(desiredAccess: .genericRead, fileAttributes: .init(rawValue: 0x8_0000), createDisposition: .openIf, name: "f"),
                .invalidParameter
            ),
            (.init(desiredAccess: .genericRead, createDisposition: .open, createOptions: .openByFileID, name: "12345678"), .notSupported),
            (
                .init(
                    impersonationLevel: .init(rawValue: 4), desiredAccess: .genericRead, createDisposition: .openIf, name: "f"),
                .badImpersonationLevel
            ),
            (.init(desiredAccess: [], createDisposition: .openIf, name: "f"), .accessDenied),
            (.init(desiredAccess: .init(rawValue: 0x200), createDisposition: .openIf, name: "f"), .accessDenied),
            (.init(desiredAccess: .accessSystemSecurity, createDisposition: .openIf, name: "f"), .privilegeNotHeld),
            (
                .init(desiredAccess: .genericRead, createDisposition: .openIf, createOptions: .deleteOnClose, name: "f"), .accessDenied
            ),
            (.init(desiredAccess: .genericRead, createDisposition: .openIf, name: #"\f"#), .invalidParameter),
            (.init(desiredAccess: .genericRead, createDisposition: .openIf, name: #"..\f"#), .objectPathSyntaxBad),
            (.init(desiredAccess: .genericRead, createDisposition: .openIf, name: "f:stream:$INDEX"), .objectNameInvalid),
        ] as [(SMB2.CreateRequest, NTStatus)])
    func parameters(_ request: SMB2.CreateRequest, _ status: NTStatus) {
        #expect(throws: status) { try self.client.create(request) }
    }

    // MARK: Access

    @Test func maximumAllowedIsWhatTheTreeAllows() throws {
        let file = try self.client.open("file.txt", .maximumAllowed, .open)
        #expect(try self.access(of: file, self.client) == .fileAll)
        let reader = try self.server.connectedClient(to: "readonly")
        let other = try reader.open("file.txt", .maximumAllowed, .open)
        #expect(try self.access(of: other, reader).isDisjoint(with: [.writeData, .appendData, .delete, .writeAttributes]))
    }

    private func access(of file: SMB2.FileID, _ client: TestClient) throws -> AccessMask {
        try client.information(of: file, .access) { (reader) throws(WireError) in try FileAccessInformation(decoding: &reader) }.accessFlags
    }

    @Test(
        "a read-only tree grants nothing that writes",
        arguments: [
            (.genericWrite, .open), (.delete, .open), (.writeAttributes, .open), (.writeDAC, .open), (.genericAll, .open),
            (.genericRead, .create), (.genericRead, .openIf), (.genericRead, .overwriteIf), (.genericRead, .supersede),
        ] as [(AccessMask, CreateDisposition)])
    func readOnlyTree(_ access: AccessMask, _ disposition: CreateDisposition) throws {
        let reader = try self.server.connectedClient(to: "readonly")
        let name = disposition == .open || disposition == .overwriteIf || disposition == .supersede ? "file.txt" : "new.txt"
        #expect(throws: NTStatus.accessDenied) { try reader.create(name, access, disposition) }
        #expect(self.store.text("file.txt") == "hello")
        #expect(self.store.text("new.txt") == nil)
        #expect(try reader.create("file.txt", .genericRead, .openIf).createAction == .opened)
    }

    @Test(
        "CVE-2023-4091: a read-only file is not truncated by an open that only reads",
        arguments: [
            CreateDisposition.overwrite, .overwriteIf, .supersede,
        ])
    func readOnlyFile(_ disposition: CreateDisposition) throws {
        let file = try self.client.create("kept", .genericAll, .create, attributes: .readOnly).file
        try self.client.write(file, "kept")
        try self.client.close(file)
        #expect(throws: NTStatus.accessDenied) { try self.client.create("kept", .genericRead, disposition) }
        #expect(throws: NTStatus.accessDenied) { try self.client.create("kept", .genericWrite, .open) }
        #expect(throws: NTStatus.cannotDelete) { try self.client.create("kept", .delete, .open, options: .deleteOnClose) }
        #expect(self.store.text("kept") == "kept")
        #expect(try self.client.create("kept", .genericRead, .open).endOfFile == 4)
    }

    @Test("CVE-2023-4091: a file that another holds without sharing is not truncated")
    func sharedFile() throws {
        _ = try self.client.open("file.txt", .genericRead, share: .read, .open)
        let other = try self.server.connectedClient()
        #expect(throws: NTStatus.sharingViolation) { try other.create("file.txt", .readAttributes, .overwrite) }
        #expect(self.store.text("file.txt") == "hello")
    }

    @Test func aHiddenFileIsOverwrittenOnlyKnowingly() throws {
        try self.client.close(try self.client.create("secret", .genericAll, .create, attributes: .hidden).file)
        #expect(throws: NTStatus.accessDenied) { try self.client.create("secret", .genericAll, .overwrite) }
        #expect(try self.client.create("secret", .genericAll, .overwrite, attributes: .hidden).createAction == .overwritten)
    }

    // MARK: Sharing and deletion

    @Test func shareModesHoldAcrossConnections() throws {
        let other = try self.server.connectedClient()
        let file = try self.client.open("file.txt", .genericRead, share: .read, .open)
        #expect(throws: NTStatus.sharingViolation) { try other.create("file.txt", .genericWrite, .open) }
        _ = try other.open("file.txt", .genericRead, share: .all, .open)
        _ = try other.open("file.txt", [.readAttributes, .writeAttributes], share: [], .open)
        try self.client.close(file)
        #expect(throws: Never.self) { try other.create("file.txt", .genericWrite, .open) }
    }

    @Test func deleteOnCloseWaitsForTheLastOpen() throws {
        let other = try self.server.connectedClient()
        let file = try self.client.open("file.txt", [.delete, .readData], .open, options: .deleteOnClose)
        let second = try other.open("file.txt", .genericRead, .open)
        try self.client.close(file)
        #expect(throws: NTStatus.deletePending) { try self.client.create("file.txt", .genericRead, .open) }
        #expect(self.store.text("file.txt") == "hello")
        try other.close(second)
        #expect(self.store.text("file.txt") == nil)
        #expect(throws: NTStatus.objectNameNotFound) { try self.client.create("file.txt", .genericRead, .open) }
    }

    @Test func aDirectoryWithSomethingInItIsNotOpenedForDeletion() throws {
        #expect(throws: NTStatus.directoryNotEmpty) { try self.client.create("folder", .delete, .open, options: .deleteOnClose) }
        #expect(throws: NTStatus.cannotDelete) { try self.client.create("", .delete, .open, options: .deleteOnClose) }
        let made = try self.client.open("empty", .delete, .create, options: [.directoryFile, .deleteOnClose])
        try self.client.close(made)
        #expect(throws: NTStatus.objectNameNotFound) { try self.client.create("empty", .genericRead, .open) }
    }

    @Test func aConnectionThatGoesAwayDeletesWhatItHadMarked() throws {
        let connection = self.server.connection()
        let other = TestClient(connection)
        try other.connect(to: "data")
        _ = try other.open("file.txt", .delete, .open, options: .deleteOnClose)
        connection.drop()
        #expect(self.store.text("file.txt") == nil)
    }

    // MARK: Contexts

    @Test func maximalAccessAndDiskIdAreAnswered() throws {
        let contexts = [
            SMB2.CreateContext(name: .queryMaximalAccess, data: ByteBuffer()), SMB2.CreateContext(name: .queryOnDiskID, data: ByteBuffer()),
            SMB2.CreateContext(name: .lease, data: ByteBuffer(repeating: 0, count: 32)),
            SMB2.CreateContext(name: .durableHandleRequest, data: ByteBuffer(repeating: 0, count: 16)),
            SMB2.CreateContext(name: .init(bytes: Array("AAPL".utf8)), data: ByteBuffer(repeating: 1, count: 24)),
        ]
        let request = SMB2.CreateRequest(
            requestedOplockLevel: .lease, desiredAccess: .genericRead, createDisposition: .open, name: "file.txt", contexts: contexts)
        let response = try self.client.create(request)
        #expect(response.oplockLevel == .none)
        #expect(response.contexts.map(\.name) == [.queryMaximalAccess, .queryOnDiskID])
        #expect(
            response.contexts[0].data.getInteger(at: response.contexts[0].data.readerIndex + 4, endianness: .little, as: UInt32.self)
                == AccessMask.fileAll.rawValue)
        #expect(response.contexts[1].data.readableBytes == 32)
    }

    @Test(
        "contexts that ask for what does not exist",
        arguments: [
            (.timewarp, 8, .objectNameNotFound), (.extendedAttributes, 12, .eaListInconsistent),
            (.securityDescriptor, 12, .invalidSecurityDescriptor),
            (.durableHandleReconnect, 16, .objectNameNotFound), (.allocationSize, 4, .invalidParameter),
        ] as [(SMB2.CreateContextName, Int, NTStatus)])
    func refusedContexts(_ name: SMB2.CreateContextName, _ size: Int, _ status: NTStatus) {
        let context = SMB2.CreateContext(name: name, data: ByteBuffer(repeating: 1, count: size))
        #expect(throws: status) { try self.client.create("file.txt", .genericRead, .open, contexts: [context]) }
    }

    // MARK: Limits

    @Test func aSessionOpensNoMoreThanItsShare() throws {
        for _ in 0..<ConnectionLimits.opensPerSession { _ = try self.client.open("file.txt", .readAttributes, .open) }
        #expect(throws: NTStatus.tooManyOpenedFiles) { try self.client.create("file.txt", .readAttributes, .open) }
    }
}

extension TestClient {
    fileprivate func create(_ name: String, _ disposition: CreateDisposition) throws -> SMB2.CreateResponse {
        try self.create(name, .genericAll, disposition)
    }
}
