// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// TRANS2_QUERY_PATH_INFORMATION. [MS-CIFS] 2.2.6.6, 3.3.5.57.6
    func queryPathInformation(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let (level, name) = try self.levelAndName(request)
        let path = try SMB1Path.relative(name)
        if level == .isNameValid {
            _ = try StorePath(parsing: path)
            return try self.answer(request, with: Self.withoutError(), &chain, &reply)
        }
        let readsEAs = level == .easFromList || level == .allEAs
        let access: AccessMask = readsEAs ? [.readAttributes, .readEA] : .readAttributes
        let data = try self.opening(OpenRequest(existing: path, access)) { (result) throws(NTStatus) in
            try self.information(level, of: result.open, request)
        }
        return try self.answer(request, with: Self.withoutError(data), &chain, &reply)
    }

    /// TRANS2_QUERY_FILE_INFORMATION. [MS-CIFS] 2.2.6.8, 3.3.5.57.8
    func queryFileInformation(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let (file, level) = try request.read(\.parameters) { (reader) throws(WireError) in
            (try reader.u16("FID"), SMB1.InformationLevel(rawValue: try reader.u16("InformationLevel")))
        }
        let data = try self.information(level, of: try self.open(file, chain), request)
        return try self.answer(request, with: Self.withoutError(data), &chain, &reply)
    }

    private func information(
        _ level: SMB1.InformationLevel, of open: Open, _ request: SMB1.TransactionRequest
    ) throws(NTStatus) -> ByteBuffer {
        switch level {
        case .standard, .eaSize, .easFromList, .allEAs, .queryAllInformation:
            return try self.ownInformation(level, of: open, request)
        default: break
        }
        // The class FileAllInformation comes in the form of SMB1's own level, which its clients read both in.
        if level.queriedFileClass == .all { return try self.ownInformation(.queryAllInformation, of: open, request) }
        guard let informationClass = level.queriedFileClass else { throw .invalidLevel }
        do throws(NTStatus) {
            let information = try self.files.fileInformation(informationClass, of: open)
            guard request.maximumDataCount >= information.fixedSize else { throw .infoLengthMismatch }
            var writer = WireWriter()
            information.encode(&writer)
            return writer.buffer
        } catch {
            throw error == .invalidInfoClass ? .invalidLevel : error
        }
    }

    /// The levels that are SMB1's alone.
    private func ownInformation(
        _ level: SMB1.InformationLevel, of open: Open, _ request: SMB1.TransactionRequest
    ) throws(NTStatus) -> ByteBuffer {
        let handle = try open.file(orThrow: .invalidLevel).handle
        let metadata = try handle.metadata()
        var writer = WireWriter()
        switch level {
        case .standard: Self.writeStandard(metadata, into: &writer)
        case .eaSize:
            Self.writeStandard(metadata, into: &writer)
            writer.u32(try self.eaSize(of: open))
        case .easFromList:
            let names = try request.read(\.data) { (reader) throws(WireError) in try SMB1.GEAList(decoding: &reader).names }
            try self.extendedAttributes(of: open, named: names).encode(into: &writer)
        case .allEAs: try self.extendedAttributes(of: open, named: nil).encode(into: &writer)
        default: try self.writeAll(metadata, handle.identity, of: open, into: &writer)
        }
        return writer.buffer
    }

    /// SMB_INFO_STANDARD. [MS-CIFS] 2.2.8.3.1
    private static func writeStandard(_ metadata: FileMetadata, into writer: inout WireWriter) {
        for time in [metadata.creationTime, metadata.lastAccessTime, metadata.lastWriteTime] { writer.dateTime(SMB1.DateTime(time)) }
        writer.u32(UInt32(clamping: metadata.endOfFile))
        writer.u32(UInt32(clamping: metadata.allocationSize))
        writer.u16(UInt16(truncatingIfNeeded: metadata.wireAttributes.rawValue & 0xFFFF))
    }

    /// SMB_QUERY_FILE_ALL_INFO: less than the class FileAllInformation. [MS-CIFS] 2.2.8.3.10
    private func writeAll(_ metadata: FileMetadata, _ identity: FileIdentity, of open: Open, into writer: inout WireWriter) throws(NTStatus)
    {
        for time in [metadata.creationTime, metadata.lastAccessTime, metadata.lastWriteTime, metadata.changeTime] {
            time.encode(into: &writer)
        }
        writer.u32(metadata.wireAttributes.rawValue)
        writer.u32(0)
        self.files.standard(metadata, identity).encode(into: &writer)
        writer.u32(try self.eaSize(of: open))
        let length = writer.reserve32()
        writer.fill(length, with: writer.utf16("\\" + open.storedName))
    }
}

// MARK: - What queries and sets have in common

extension SMB1TreeContext {
    /// The parameters of QUERY_PATH_INFORMATION and SET_PATH_INFORMATION.
    func levelAndName(_ request: SMB1.TransactionRequest) throws(NTStatus) -> (SMB1.InformationLevel, String) {
        let text = self.command.text
        return try request.read(\.parameters) { (reader) throws(WireError) in
            let level = SMB1.InformationLevel(rawValue: try reader.u16("InformationLevel"))
            try reader.skip(4)
            return (level, try reader.text("FileName", text, end: reader.count))
        }
    }

    /// An answer whose parameters are an EaErrorOffset of 0.
    static func withoutError(_ data: ByteBuffer = ByteBuffer()) -> TransactionAnswer {
        var answer = TransactionAnswer(parameters: { $0.u16(0) })
        answer.data = data
        return answer
    }
}
