// SPDX-License-Identifier: Apache-2.0
import NIOCore

extension SMB1 {
    /// SMB_COM_NT_CREATE_ANDX Request. [MS-CIFS] 2.2.4.64.1, [MS-SMB] 2.2.4.9.1
    package struct NTCreateRequest: Hashable, Sendable {
        package var flags: NTCreateFlags
        /// The FID of a directory that the name is relative to; 0: the share's root.
        package var rootDirectory: UInt32
        package var desiredAccess: AccessMask
        package var allocationSize: UInt64
        package var attributes: FileAttributes
        package var shareAccess: ShareAccess
        package var disposition: CreateDisposition
        package var options: CreateOptions
        package var impersonationLevel: ImpersonationLevel
        package var securityFlags: UInt8
        package var name: String

        package init(
            flags: NTCreateFlags = [], rootDirectory: UInt32 = 0, desiredAccess: AccessMask, allocationSize: UInt64 = 0,
            attributes: FileAttributes = [], shareAccess: ShareAccess = .all, disposition: CreateDisposition = .open,
            options: CreateOptions = [], impersonationLevel: ImpersonationLevel = .impersonation, securityFlags: UInt8 = 0, name: String
        ) {
            self.flags = flags
            self.rootDirectory = rootDirectory
            self.desiredAccess = desiredAccess
            self.allocationSize = allocationSize
            self.attributes = attributes
            self.shareAccess = shareAccess
            self.disposition = disposition
            self.options = options
            self.impersonationLevel = impersonationLevel
            self.securityFlags = securityFlags
            self.name = name
        }
    }

    package struct NTCreateFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let requestOplock = NTCreateFlags(rawValue: 0x02)
        package static let requestBatchOplock = NTCreateFlags(rawValue: 0x04)
        /// The directory that the name lies in is meant, not what it names.
        package static let openTargetDirectory = NTCreateFlags(rawValue: 0x08)
        package static let requestExtendedResponse = NTCreateFlags(rawValue: 0x10)
    }

    /// [MS-CIFS] 2.2.4.64.2
    package enum OplockLevel: UInt8, Hashable, Sendable {
        case none = 0
        case exclusive = 1
        case batch = 2
        case levelII = 3
    }

    /// What a FID stands for. [MS-CIFS] 2.2.4.64.2
    package enum ResourceType: UInt16, Hashable, Sendable {
        case disk = 0
        case byteModePipe = 1
        case messageModePipe = 2
        case printer = 3
    }

    /// [MS-CIFS] 2.2.4.64.2, [MS-SMB] 2.2.4.9.2
    package struct NTCreateResponse: Hashable, Sendable {
        /// What the extended response says besides.
        package struct Extended: Hashable, Sendable {
            package var maximalAccess: AccessMask
            package var guestMaximalAccess: AccessMask

            package init(maximalAccess: AccessMask, guestMaximalAccess: AccessMask = []) {
                self.maximalAccess = maximalAccess
                self.guestMaximalAccess = guestMaximalAccess
            }
        }

        package var oplockLevel: OplockLevel
        package var file: UInt16
        package var createAction: CreateAction
        package var creationTime: NTTime
        package var lastAccessTime: NTTime
        package var lastWriteTime: NTTime
        package var changeTime: NTTime
        package var attributes: FileAttributes
        package var allocationSize: UInt64
        package var endOfFile: UInt64
        package var resourceType: ResourceType
        /// Of a pipe its state, of a file what it has: FileStatusFlags, see `FileStatus`.
        package var status: UInt16
        package var isDirectory: Bool
        package var extended: Extended?

        package init(
            oplockLevel: OplockLevel = .none, file: UInt16, createAction: CreateAction, creationTime: NTTime = .zero,
            lastAccessTime: NTTime = .zero, lastWriteTime: NTTime = .zero, changeTime: NTTime = .zero, attributes: FileAttributes,
            allocationSize: UInt64 = 0, endOfFile: UInt64 = 0, resourceType: ResourceType = .disk, status: UInt16 = 0,
            isDirectory: Bool = false, extended: Extended? = nil
        ) {
            self.oplockLevel = oplockLevel
            self.file = file
            self.createAction = createAction
            self.creationTime = creationTime
            self.lastAccessTime = lastAccessTime
            self.lastWriteTime = lastWriteTime
            self.changeTime = changeTime
            self.attributes = attributes
            self.allocationSize = allocationSize
            self.endOfFile = endOfFile
            self.resourceType = resourceType
            self.status = status
            self.isDirectory = isDirectory
            self.extended = extended
        }
    }
}

extension SMB1.NTCreateRequest {
    /// The name ends where its terminator or the data does; NameLength counts differently from client to client.
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([24]) { (reader) throws(WireError) in
            try reader.skip(4, "AndX")
            try reader.skip(1)
            try reader.skip(2, "NameLength")
            return Self(
                flags: SMB1.NTCreateFlags(rawValue: try reader.u32("Flags")),
                rootDirectory: try reader.u32("RootDirectoryFID"),
                desiredAccess: AccessMask(rawValue: try reader.u32("DesiredAccess")),
                allocationSize: try reader.u64("AllocationSize"),
                attributes: FileAttributes(rawValue: try reader.u32("ExtFileAttributes")),
                shareAccess: ShareAccess(rawValue: try reader.u32("ShareAccess")),
                disposition: CreateDisposition(rawValue: try reader.u32("CreateDisposition")),
                options: CreateOptions(rawValue: try reader.u32("CreateOptions")),
                impersonationLevel: ImpersonationLevel(rawValue: try reader.u32("ImpersonationLevel")),
                securityFlags: try reader.u8("SecurityFlags"), name: "")
        }
        self.name = try body.withBytes { (reader) throws(WireError) in try reader.text("FileName", text, end: body.bytesEnd) }
    }

    package func encode(into writer: inout WireWriter, text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.andX()
            writer.u8(0)
            writer.u16(UInt16(clamping: text == .unicode ? self.name.utf16.count * 2 : self.name.unicodeScalars.count))
            writer.u32(self.flags.rawValue)
            writer.u32(self.rootDirectory)
            writer.u32(self.desiredAccess.rawValue)
            writer.u64(self.allocationSize)
            writer.u32(self.attributes.rawValue)
            writer.u32(self.shareAccess.rawValue)
            writer.u32(self.disposition.rawValue)
            writer.u32(self.options.rawValue)
            writer.u32(self.impersonationLevel.rawValue)
            writer.u8(self.securityFlags)
        } bytes: { writer in
            writer.text(self.name, text, header: header)
        }
    }
}

extension SMB1.NTCreateResponse {
    package func encode(into writer: inout WireWriter) {
        let wordCount = writer.count
        writer.body { writer in
            writer.andX()
            writer.u8(self.oplockLevel.rawValue)
            writer.u16(self.file)
            writer.u32(self.createAction.rawValue)
            for time in [self.creationTime, self.lastAccessTime, self.lastWriteTime, self.changeTime] { time.encode(into: &writer) }
            writer.u32(self.attributes.rawValue)
            writer.u64(self.allocationSize)
            writer.u64(self.endOfFile)
            writer.u16(self.resourceType.rawValue)
            writer.u16(self.status)
            writer.u8(self.isDirectory ? 1 : 0)
            guard let more = self.extended else { return }
            // VolumeGUID and FileId. Clients that believe the count below take the FileId's first half for ByteCount.
            writer.zeros(16 + 8)
            writer.u32(more.maximalAccess.rawValue)
            writer.u32(more.guestMaximalAccess.rawValue)
        }
        // Windows counts 42 words where it writes 50, and clients expect just that. [MS-SMB] 2.2.4.9.2
        if self.extended != nil { writer.buffer.setInteger(UInt8(0x2A), at: wordCount) }
    }
}
