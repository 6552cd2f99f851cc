// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBWire

/// The file commands, each as one request. An error status is thrown.
extension TestClient {
    /// Asks for one credit per 64 KiB, as [MS-SMB2] 3.1.5.2 has it.
    private func ask(_ command: SMB2.Command, payload: Int = 0, _ body: (inout WireWriter, Int) -> Void) throws -> Reply {
        let charge = self.dialect == .smb2_0_2 ? 0 : UInt16(clamping: max(0, payload - 1) / 65536 + 1)
        return try self.request(command, creditCharge: charge, body)
    }

    package func create(_ request: SMB2.CreateRequest) throws -> SMB2.CreateResponse {
        try self.ask(.create) { request.encode(into: &$0, base: $1) }
            .body { (reader) throws(WireError) in try SMB2.CreateResponse(decoding: &reader) }
    }

    package func create(
        _ name: String, _ access: AccessMask = .genericAll, share: ShareAccess = .all, _ disposition: CreateDisposition = .openIf,
        options: CreateOptions = [], attributes: FileAttributes = [], contexts: [SMB2.CreateContext] = []
    ) throws -> SMB2.CreateResponse {
        try self.create(
            SMB2.CreateRequest(
                desiredAccess: access, fileAttributes: attributes, shareAccess: share, createDisposition: disposition,
                createOptions: options, name: name, contexts: contexts))
    }

    /// Opens or creates, for tests that only want the id.
    package func open(
        _ name: String, _ access: AccessMask = .genericAll, share: ShareAccess = .all, _ disposition: CreateDisposition = .openIf,
        options: CreateOptions = []
    ) throws -> SMB2.FileID {
        try self.create(name, access, share: share, disposition, options: options).file
    }

    @discardableResult
    package func close(_ file: SMB2.FileID, flags: SMB2.CloseFlags = []) throws -> SMB2.CloseResponse {
        try self.ask(.close) { SMB2.CloseRequest(flags: flags, file: file).encode(into: &$0, base: $1) }
            .body { (reader) throws(WireError) in try SMB2.CloseResponse(decoding: &reader) }
    }

    package func flush(_ file: SMB2.FileID) throws {
        _ = try self.ask(.flush) { SMB2.FlushRequest(file: file).encode(into: &$0, base: $1) }
            .body { (reader) throws(WireError) in try SMB2.FlushResponse(decoding: &reader) }
    }

    package func read(_ file: SMB2.FileID, at offset: UInt64 = 0, _ length: UInt32, minimum: UInt32 = 0) throws -> ByteBuffer {
        try self.ask(.read, payload: Int(length)) {
            SMB2.ReadRequest(length: length, offset: offset, file: file, minimumCount: minimum).encode(into: &$0, base: $1)
        }.body { (reader) throws(WireError) in try SMB2.ReadResponse(decoding: &reader) }.data
    }

    @discardableResult
    package func write(_ file: SMB2.FileID, at offset: UInt64 = 0, _ data: ByteBuffer, flags: SMB2.WriteFlags = []) throws -> UInt32 {
        try self.ask(.write, payload: data.readableBytes) {
            SMB2.WriteRequest(file: file, offset: offset, flags: flags, data: data).encode(into: &$0, base: $1)
        }.body { (reader) throws(WireError) in try SMB2.WriteResponse(decoding: &reader) }.count
    }

    @discardableResult
    package func write(_ file: SMB2.FileID, at offset: UInt64 = 0, _ text: String) throws -> UInt32 {
        try self.write(file, at: offset, ByteBuffer(string: text))
    }

    package func lock(_ file: SMB2.FileID, _ elements: [SMB2.LockElement]) throws {
        _ = try self.ask(.lock) { SMB2.LockRequest(file: file, elements: elements).encode(into: &$0, base: $1) }
            .body { (reader) throws(WireError) in try SMB2.LockResponse(decoding: &reader) }
    }

    package func queryDirectory(
        _ file: SMB2.FileID, _ pattern: String = "*", _ format: DirectoryInformationClass = .idBothDirectory,
        flags: SMB2.QueryDirectoryFlags = [], limit: UInt32 = 65536
    ) throws -> [DirectoryEntryFields] {
        let reply = try self.ask(.queryDirectory, payload: Int(limit)) {
            SMB2.QueryDirectoryRequest(
                fileInformationClass: FileInformationClass(rawValue: format.rawValue), flags: flags, file: file, outputBufferLength: limit,
                pattern: pattern
            ).encode(into: &$0, base: $1)
        }
        // NO_MORE_FILES is a warning, but brings no entries.
        guard reply.status == .success else { throw reply.status }
        let data = try reply.body { (reader) throws(WireError) in try SMB2.QueryDirectoryResponse(decoding: &reader) }.data
        return try format.entries(decoding: data)
    }

    /// Every name of a directory, with as many requests as it takes.
    package func list(_ file: SMB2.FileID, _ pattern: String = "*", limit: UInt32 = 65536) throws -> [String] {
        var names: [String] = []
        var flags: SMB2.QueryDirectoryFlags = .restartScans
        while true {
            do {
                names += try self.queryDirectory(file, pattern, flags: flags, limit: limit).map(\.name)
            } catch let status as NTStatus where status == .noMoreFiles {
                return names
            }
            flags = []
        }
    }

    /// The reply itself: its status may say that the data was cut off.
    package func queryInfo(
        _ file: SMB2.FileID, _ type: InfoType, _ informationClass: UInt8, parts: UInt32 = 0, limit: UInt32 = 65536
    ) throws -> Reply {
        try self.ask(.queryInfo, payload: Int(limit)) {
            SMB2.QueryInfoRequest(
                infoType: type, fileInfoClass: informationClass, outputBufferLength: limit, additionalInformation: parts, file: file
            ).encode(into: &$0, base: $1)
        }
    }

    package func information<Value>(
        of file: SMB2.FileID, _ informationClass: FileInformationClass, _ decode: (inout WireReader) throws(WireError) -> Value
    ) throws -> Value {
        let data = try self.queryInfo(file, .file, informationClass.rawValue)
            .body { (reader) throws(WireError) in try SMB2.QueryInfoResponse(decoding: &reader) }.data
        var reader = WireReader(data)
        return try decode(&reader)
    }

    package func setInfo(_ file: SMB2.FileID, _ type: InfoType = .file, _ informationClass: UInt8, _ encode: (inout WireWriter) -> Void)
        throws
    {
        var writer = WireWriter()
        encode(&writer)
        let data = writer.buffer
        _ = try self.ask(.setInfo) {
            SMB2.SetInfoRequest(infoType: type, fileInfoClass: informationClass, file: file, data: data).encode(into: &$0, base: $1)
        }.body { (reader) throws(WireError) in try SMB2.SetInfoResponse(decoding: &reader) }
    }

    package func set(_ file: SMB2.FileID, _ informationClass: FileInformationClass, _ encode: (inout WireWriter) -> Void) throws {
        try self.setInfo(file, .file, informationClass.rawValue, encode)
    }

    package func rename(_ file: SMB2.FileID, to name: String, replacing: Bool = false) throws {
        try self.set(file, .rename) { FileRenameInformation(replaceIfExists: replacing, fileName: name).encode(into: &$0) }
    }

    package func setDisposition(_ file: SMB2.FileID, deletes: Bool = true) throws {
        try self.set(file, .disposition) { FileDispositionInformation(deletes).encode(into: &$0) }
    }

    package func ioControl(
        _ file: SMB2.FileID, _ code: SMB2.ControlCode, _ input: ByteBuffer = ByteBuffer(), limit: UInt32 = 65536, isFsctl: Bool = true
    ) throws -> Reply {
        try self.ask(.ioControl, payload: max(Int(limit), input.readableBytes)) {
            SMB2.IOControlRequest(ctlCode: code, file: file, maximumOutputResponse: limit, isFsctl: isFsctl, input: input)
                .encode(into: &$0, base: $1)
        }
    }

    /// Sends a request that is going to wait, and takes its interim answer. The real one comes with `receive`.
    package func begin(_ command: SMB2.Command, _ body: (inout WireWriter, Int) -> Void) throws -> Reply {
        try self.exchange(self.encode(command, body), passesInterim: true)
    }

    package func cancel(_ request: Reply) throws {
        let frame = self.encode(.cancel, flags: request.header.isAsync ? .async : []) {
            $0.asyncID = request.header.asyncID
            $0.messageID = request.header.messageID
        } _: { (writer, base) in
            SMB2.CancelRequest().encode(into: &writer, base: base)
        }
        try self.send(frame)
    }
}
