// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// TRANS2_SET_PATH_INFORMATION. [MS-CIFS] 2.2.6.7, 3.3.5.57.7
    func setPathInformation(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let (level, name) = try self.levelAndName(request)
        let change = try FileChangeRequest(level, request.data, self.command.text)
        let path = try SMB1Path.relative(name)
        var asked = OpenRequest(existing: path, change.neededAccess)
        // Who holds an oplock keeps it: what it has open stays open under the new name.
        if case .rename = change { asked.keepsOplocks = true }
        try self.opening(asked) { (result) throws(NTStatus) in
            // Windows takes this level for open files only, and says so once the file is open.
            if level == .endOfFile { throw .invalidLevel }
            try self.make(change, result.open)
        }
        return try self.answer(request, with: Self.withoutError(), &chain, &reply)
    }

    /// TRANS2_SET_FILE_INFORMATION. [MS-CIFS] 2.2.6.9, 3.3.5.57.9
    func setFileInformation(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let (file, level) = try request.read(\.parameters) { (reader) throws(WireError) in
            (try reader.u16("FID"), SMB1.InformationLevel(rawValue: try reader.u16("InformationLevel")))
        }
        let open = try self.open(file, chain)
        try self.make(try FileChangeRequest(level, request.data, self.command.text), open)
        return try self.answer(request, with: Self.withoutError(), &chain, &reply)
    }

    private func make(_ change: FileChangeRequest, _ open: Open) throws(NTStatus) {
        guard case .file(let file, let registration) = open.object else { throw .notSupported }
        switch change {
        case .information(let informationClass, let data):
            do {
                try self.files.setFile(informationClass, data, open, file, registration)
            } catch {
                throw error == .invalidInfoClass ? .invalidLevel : error
            }
        case .rename(let name, let replacing):
            try self.files.rename(
                FileRenameInformation(replaceIfExists: replacing, fileName: try Self.sibling(name, of: open)), open, file)
        case .link(let name, let replacing):
            try self.files.link(FileLinkInformation(replaceIfExists: replacing, fileName: try Self.sibling(name, of: open)), open, file)
        }
    }

    /// A name without a separator lies in the directory that the file lies in; others are not taken. [MS-SMB] 3.3.5.10.2
    private static func sibling(_ name: String, of open: Open) throws(NTStatus) -> String {
        guard !name.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") }) else { throw .notSupported }
        // Another name for a stream of this file.
        if name.hasPrefix(":") { return name }
        let folder = open.path.parent.clientName
        return folder.isEmpty ? name : folder + "\\" + name
    }
}

/// What a SET_PATH_INFORMATION or SET_FILE_INFORMATION changes, in the terms of all dialects.
private enum FileChangeRequest {
    case information(FileInformationClass, ByteBuffer)
    case rename(String, replacing: Bool)
    case link(String, replacing: Bool)

    init(_ level: SMB1.InformationLevel, _ data: ByteBuffer, _ text: SMB1.TextForm) throws(NTStatus) {
        switch level {
        case .standard: self = .information(.basic, try Self.basic(standard: data))
        case .eaSize: self = .information(.fullEA, try Self.fullEA(data))
        default:
            guard let informationClass = level.setFileClass else { throw .invalidLevel }
            switch informationClass {
            case .basic: self = .information(.basic, Self.padded(data))
            case .rename:
                let (name, replacing) = try Self.name(data, text)
                self = .rename(name, replacing: replacing)
            case .link:
                let (name, replacing) = try Self.name(data, text)
                self = .link(name, replacing: replacing)
            default: self = .information(informationClass, data)
            }
        }
    }

    /// What a file that is named by its path must be opened with.
    var neededAccess: AccessMask {
        switch self {
        case .rename: [.delete, .readAttributes]
        case .link: .readAttributes
        case .information(let informationClass, _):
            switch informationClass {
            case .disposition, .dispositionEx: .delete
            case .allocation, .endOfFile: .writeData
            case .fullEA: .writeEA
            default: .writeAttributes
            }
        }
    }

    /// SMB_INFO_STANDARD sets three times; its sizes and attributes are not taken. [MS-CIFS] 2.2.8.4.1
    private static func basic(standard data: ByteBuffer) throws(NTStatus) -> ByteBuffer {
        let times = try Self.read(data) { (reader) throws(WireError) in
            (try reader.dateTime("CreationDate").nt, try reader.dateTime("LastAccessDate").nt, try reader.dateTime("LastWriteDate").nt)
        }
        var writer = WireWriter()
        FileBasicInformation(
            creationTime: times.0 ?? .zero, lastAccessTime: times.1 ?? .zero, lastWriteTime: times.2 ?? .zero, changeTime: .zero,
            attributes: []
        ).encode(into: &writer)
        return writer.buffer
    }

    /// SMB_SET_FILE_BASIC_INFO may come without its last four bytes, which are reserved. [MS-CIFS] 2.2.8.4.3
    private static func padded(_ data: ByteBuffer) -> ByteBuffer {
        var data = data
        if data.readableBytes == 36 { data.writeRepeatingByte(0, count: 4) }
        return data
    }

    private static func fullEA(_ data: ByteBuffer) throws(NTStatus) -> ByteBuffer {
        let list = try Self.read(data) { (reader) throws(WireError) in try SMB1.FEAList(decoding: &reader) }
        var writer = WireWriter()
        FileFullEaInformation(list.attributes).encode(into: &writer)
        return writer.buffer
    }

    /// FILE_RENAME_INFORMATION_TYPE_1: the root has four bytes only, and there is none. [MS-FSCC] 2.4.37.1
    private static func name(_ data: ByteBuffer, _ text: SMB1.TextForm) throws(NTStatus) -> (String, Bool) {
        try self.read(data) { (reader) throws(WireError) in
            let replaces = try reader.u8("ReplaceIfExists") != 0
            try reader.skip(3)
            guard try reader.u32("RootDirectory") == 0 else { throw reader.failure(.value, "RootDirectory") }
            let length = Int(try reader.u32("FileNameLength"))
            switch text {
            case .unicode: return (try reader.utf16("FileName", byteCount: length), replaces)
            case .oem: return (OEMText.decode(Array(try reader.bytes("FileName", length).readableBytesView)), replaces)
            }
        }
    }

    private static func read<Value>(
        _ data: ByteBuffer, _ decode: (inout WireReader) throws(WireError) -> Value
    ) throws(NTStatus) -> Value {
        var reader = WireReader(data)
        do {
            return try decode(&reader)
        } catch {
            throw .invalidParameter
        }
    }
}
