// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.13
    package struct CreateRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 57

        package var requestedOplockLevel: OplockLevel
        package var impersonationLevel: ImpersonationLevel
        package var desiredAccess: AccessMask
        package var fileAttributes: FileAttributes
        package var shareAccess: ShareAccess
        package var createDisposition: CreateDisposition
        package var createOptions: CreateOptions
        /// Relative to the share, as the client wrote it.
        package var name: String
        package var contexts: [CreateContext]

        package init(
            requestedOplockLevel: OplockLevel = .none, impersonationLevel: ImpersonationLevel = .impersonation, desiredAccess: AccessMask,
            fileAttributes: FileAttributes = [], shareAccess: ShareAccess = .all, createDisposition: CreateDisposition,
            createOptions: CreateOptions = [], name: String, contexts: [CreateContext] = []
        ) {
            self.requestedOplockLevel = requestedOplockLevel
            self.impersonationLevel = impersonationLevel
            self.desiredAccess = desiredAccess
            self.fileAttributes = fileAttributes
            self.shareAccess = shareAccess
            self.createDisposition = createDisposition
            self.createOptions = createOptions
            self.name = name
            self.contexts = contexts
        }
    }

    /// [MS-SMB2] 2.2.14
    package struct CreateResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 89

        package var oplockLevel: OplockLevel
        package var createAction: CreateAction
        package var creationTime: NTTime
        package var lastAccessTime: NTTime
        package var lastWriteTime: NTTime
        package var changeTime: NTTime
        package var allocationSize: UInt64
        package var endOfFile: UInt64
        package var fileAttributes: FileAttributes
        package var file: FileID
        package var contexts: [CreateContext]

        package init(
            oplockLevel: OplockLevel, createAction: CreateAction, creationTime: NTTime, lastAccessTime: NTTime, lastWriteTime: NTTime,
            changeTime: NTTime, allocationSize: UInt64, endOfFile: UInt64, fileAttributes: FileAttributes, file: FileID,
            contexts: [CreateContext] = []
        ) {
            self.oplockLevel = oplockLevel
            self.createAction = createAction
            self.creationTime = creationTime
            self.lastAccessTime = lastAccessTime
            self.lastWriteTime = lastWriteTime
            self.changeTime = changeTime
            self.allocationSize = allocationSize
            self.endOfFile = endOfFile
            self.fileAttributes = fileAttributes
            self.file = file
            self.contexts = contexts
        }
    }
}

extension SMB2.CreateRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(1, "SecurityFlags")
        self.requestedOplockLevel = SMB2.OplockLevel(rawValue: try reader.u8("RequestedOplockLevel"))
        self.impersonationLevel = ImpersonationLevel(rawValue: try reader.u32("ImpersonationLevel"))
        try reader.skip(16, "SmbCreateFlags")
        self.desiredAccess = AccessMask(rawValue: try reader.u32("DesiredAccess"))
        self.fileAttributes = FileAttributes(rawValue: try reader.u32("FileAttributes"))
        self.shareAccess = ShareAccess(rawValue: try reader.u32("ShareAccess"))
        self.createDisposition = CreateDisposition(rawValue: try reader.u32("CreateDisposition"))
        self.createOptions = CreateOptions(rawValue: try reader.u32("CreateOptions"))
        let nameOffset = try reader.u16("NameOffset")
        let nameLength = try reader.u16("NameLength")
        let contextsOffset = try reader.u32("CreateContextsOffset")
        let contextsLength = try reader.u32("CreateContextsLength")
        self.name = try reader.utf16("Name", at: Int(nameOffset), byteCount: Int(nameLength))
        let contexts = try reader.payload("CreateContexts", at: Int(contextsOffset), count: Int(contextsLength))
        self.contexts = try SMB2.CreateContext.decodeList(contexts)
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u8(0)
        writer.u8(self.requestedOplockLevel.rawValue)
        writer.u32(self.impersonationLevel.rawValue)
        writer.zeros(16)
        writer.u32(self.desiredAccess.rawValue)
        writer.u32(self.fileAttributes.rawValue)
        writer.u32(self.shareAccess.rawValue)
        writer.u32(self.createDisposition.rawValue)
        writer.u32(self.createOptions.rawValue)
        let nameOffset = writer.reserve16()
        let nameLength = writer.reserve16()
        let contextsOffset = writer.reserve32()
        let contextsLength = writer.reserve32()
        writer.fill(nameOffset, with: writer.count - base)
        let count = writer.utf16(self.name)
        writer.fill(nameLength, with: count)
        if self.contexts.isEmpty { writer.padEmptyPayload(count) }
        SMB2.CreateContext.encodeList(self.contexts, into: &writer, base: base, offset: contextsOffset, length: contextsLength)
    }
}

extension SMB2.CreateResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.oplockLevel = SMB2.OplockLevel(rawValue: try reader.u8("OplockLevel"))
        try reader.skip(1, "Flags")
        self.createAction = CreateAction(rawValue: try reader.u32("CreateAction"))
        self.creationTime = try NTTime(decoding: &reader, "CreationTime")
        self.lastAccessTime = try NTTime(decoding: &reader, "LastAccessTime")
        self.lastWriteTime = try NTTime(decoding: &reader, "LastWriteTime")
        self.changeTime = try NTTime(decoding: &reader, "ChangeTime")
        self.allocationSize = try reader.u64("AllocationSize")
        self.endOfFile = try reader.u64("EndofFile")
        self.fileAttributes = FileAttributes(rawValue: try reader.u32("FileAttributes"))
        try reader.skip(4)
        self.file = try SMB2.FileID(decoding: &reader)
        let contextsOffset = try reader.u32("CreateContextsOffset")
        let contextsLength = try reader.u32("CreateContextsLength")
        let contexts = try reader.payload("CreateContexts", at: Int(contextsOffset), count: Int(contextsLength))
        self.contexts = try SMB2.CreateContext.decodeList(contexts)
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.oplockLevel.rawValue)
        writer.u8(0)
        writer.u32(self.createAction.rawValue)
        self.creationTime.encode(into: &writer)
        self.lastAccessTime.encode(into: &writer)
        self.lastWriteTime.encode(into: &writer)
        self.changeTime.encode(into: &writer)
        writer.u64(self.allocationSize)
        writer.u64(self.endOfFile)
        writer.u32(self.fileAttributes.rawValue)
        writer.u32(0)
        self.file.encode(into: &writer)
        let contextsOffset = writer.reserve32()
        let contextsLength = writer.reserve32()
        SMB2.CreateContext.encodeList(self.contexts, into: &writer, base: base, offset: contextsOffset, length: contextsLength)
    }
}
