// SPDX-License-Identifier: Apache-2.0
import NIOCore
package import SMBEngine
import SMBSettings
package import SMBWire

// Files, as clients of NT LM 0.12 use them. What fails throws its status.
extension SMB1Client {
    /// The reply of a command that succeeded.
    @discardableResult
    package func succeed(_ command: SMB1.Command, _ body: (inout WireWriter) -> Void) throws -> Reply {
        let reply = try self.request(command, body)
        guard !reply.status.isError, reply.status.rawValue & 0xFFFF_0000 == 0 || reply.status == .success else { throw reply.status }
        return reply
    }

    /// NT_CREATE_ANDX; the FID.
    @discardableResult
    package func open(
        _ name: String, _ access: AccessMask = [.fileGenericRead, .fileGenericWrite], _ disposition: CreateDisposition = .open,
        options: CreateOptions = [], sharing: ShareAccess = .all, attributes: FileAttributes = []
    ) throws -> UInt16 {
        let request = SMB1.NTCreateRequest(
            desiredAccess: access, attributes: attributes, shareAccess: sharing, disposition: disposition, options: options, name: name)
        return try self.succeed(.ntCreateAndX) { request.encode(into: &$0, text: self.text, header: 0) }.word(at: 5)
    }

    /// OPEN_ANDX; the FID.
    @discardableResult
    package func openAsDOS(_ name: String, _ mode: SMB1.AccessMode, _ openMode: UInt16 = 1) throws -> UInt16 {
        let request = SMB1.OpenAndXRequest(accessMode: mode, openMode: SMB1.OpenMode(rawValue: openMode), name: name)
        return try self.succeed(.openAndX) { request.encode(into: &$0, text: self.text, header: 0) }.word(at: 4)
    }

    package func close(_ file: UInt16, lastWriteTime: SMB1.UTime = .unchanged) throws {
        try self.succeed(.close) { SMB1.CloseRequest(file: file, lastWriteTime: lastWriteTime).encode(into: &$0) }
    }

    package func read(_ file: UInt16, at offset: UInt64 = 0, count: UInt32 = 0xFFFF) throws -> String {
        let request = SMB1.ReadAndXRequest(file: file, offset: offset, count: count)
        return try self.succeed(.readAndX) { request.encode(into: &$0) }.readData
    }

    @discardableResult
    package func write(_ text: String, to file: UInt16, at offset: UInt64 = 0) throws -> UInt16 {
        let request = SMB1.WriteAndXRequest(file: file, offset: offset, data: ByteBuffer(string: text))
        return try self.succeed(.writeAndX) { request.encode(into: &$0, header: 0) }.word(at: 4)
    }

    package func delete(_ name: String, _ attributes: UInt16 = 0) throws {
        let request = SMB1.DeleteRequest(searchAttributes: attributes, name: name)
        try self.succeed(.delete) { request.encode(into: &$0, text: self.text, header: 0) }
    }

    package func rename(_ old: String, to new: String, _ attributes: UInt16 = 0x16) throws {
        let request = SMB1.RenameRequest(searchAttributes: attributes, oldName: old, newName: new)
        try self.succeed(.rename) { request.encode(into: &$0, isNT: false, text: self.text, header: 0) }
    }

    package func ntRename(_ old: String, to new: String, _ level: SMB1.RenameRequest.Level) throws {
        let request = SMB1.RenameRequest(level: level, oldName: old, newName: new)
        try self.succeed(.ntRename) { request.encode(into: &$0, isNT: true, text: self.text, header: 0) }
    }

    /// CREATE_DIRECTORY, DELETE_DIRECTORY, CHECK_DIRECTORY or QUERY_INFORMATION.
    @discardableResult
    package func ask(_ command: SMB1.Command, of name: String) throws -> Reply {
        try self.succeed(command) { SMB1.PathRequest(name: name).encode(into: &$0, text: self.text, header: 0) }
    }
}

extension SMB1Client.Reply {
    /// A word at an offset in bytes.
    package func word(at offset: Int) -> UInt16 {
        self.message.getInteger(at: self.message.readerIndex + self.body.wordsStart + offset, endianness: .little) ?? 0
    }

    package func doubleWord(at offset: Int) -> UInt32 {
        self.message.getInteger(at: self.message.readerIndex + self.body.wordsStart + offset, endianness: .little) ?? 0
    }

    /// What READ_ANDX says was read.
    package var readData: String {
        let count = Int(self.word(at: 10)) | Int(self.word(at: 14)) << 16
        return self.message.getString(at: self.message.readerIndex + Int(self.word(at: 12)), length: count) ?? ""
    }
}

extension TestServer {
    /// A server that speaks SMB1.
    package static func speakingSMB1(store: any FileStore, shares: [ShareDefinition] = []) -> TestServer {
        var settings = Settings()
        settings.speaksSMB1 = true
        return TestServer(settings, store: store, shares: shares)
    }

    /// A client of SMB1 with a tree.
    package func connectedSMB1Client(to share: String = "data", _ options: SMB1Client.Options = SMB1Client.Options()) throws -> SMB1Client {
        let client = self.smb1Client(options)
        try client.connect(to: share)
        return client
    }
}
