// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// NT_TRANSACT_CREATE: NT_CREATE_ANDX with a security descriptor and extended attributes. [MS-CIFS] 2.2.7.1.1
    package struct NTTransactCreateRequest: Hashable, Sendable {
        package var create: NTCreateRequest
        /// Empty: none.
        package var securityDescriptor: ByteBuffer
        /// FILE_FULL_EA_INFORMATION; empty: none.
        package var extendedAttributes: ByteBuffer

        package init(
            create: NTCreateRequest, securityDescriptor: ByteBuffer = ByteBuffer(), extendedAttributes: ByteBuffer = ByteBuffer()
        ) {
            self.create = create
            self.securityDescriptor = securityDescriptor
            self.extendedAttributes = extendedAttributes
        }
    }
}

extension SMB1.NTTransactCreateRequest {
    package init(parameters: ByteBuffer, data: ByteBuffer, _ text: SMB1.TextForm) throws(WireError) {
        var reader = WireReader(parameters)
        var create = SMB1.NTCreateRequest(
            flags: SMB1.NTCreateFlags(rawValue: try reader.u32("Flags")), rootDirectory: try reader.u32("RootDirectoryFID"),
            desiredAccess: AccessMask(rawValue: try reader.u32("DesiredAccess")), allocationSize: try reader.u64("AllocationSize"),
            attributes: FileAttributes(rawValue: try reader.u32("ExtFileAttributes")),
            shareAccess: ShareAccess(rawValue: try reader.u32("ShareAccess")),
            disposition: CreateDisposition(rawValue: try reader.u32("CreateDisposition")),
            options: CreateOptions(rawValue: try reader.u32("CreateOptions")), name: "")
        let descriptorLength = Int(try reader.u32("SecurityDescriptorLength"))
        let attributesLength = Int(try reader.u32("EALength"))
        try reader.skip(4, "NameLength")
        create.impersonationLevel = ImpersonationLevel(rawValue: try reader.u32("ImpersonationLevel"))
        create.securityFlags = try reader.u8("SecurityFlags")
        create.name = try reader.text("Name", text, end: reader.count)
        self.create = create
        var dataReader = WireReader(data)
        self.securityDescriptor = try dataReader.bytes("SecurityDescriptor", descriptorLength)
        if attributesLength > 0 { try dataReader.align(to: 4) }
        self.extendedAttributes = try dataReader.bytes("ExtendedAttributes", attributesLength)
    }
}

extension SMB1.NTCreateResponse {
    /// The same facts as parameters of NT_TRANSACT_CREATE's response. [MS-CIFS] 2.2.7.1.2
    package func encodeTransaction(into writer: inout WireWriter) {
        writer.u8(self.oplockLevel.rawValue)
        writer.u8(0)
        writer.u16(self.file)
        writer.u32(self.createAction.rawValue)
        writer.u32(0)  // EAErrorOffset
        for time in [self.creationTime, self.lastAccessTime, self.lastWriteTime, self.changeTime] { time.encode(into: &writer) }
        writer.u32(self.attributes.rawValue)
        writer.u64(self.allocationSize)
        writer.u64(self.endOfFile)
        writer.u16(self.resourceType.rawValue)
        writer.u16(self.status)
        writer.u8(self.isDirectory ? 1 : 0)
        guard let more = self.extended else { return }
        writer.zeros(16 + 8)  // VolumeGUID and FileId
        writer.u32(more.maximalAccess.rawValue)
        writer.u32(more.guestMaximalAccess.rawValue)
    }
}
