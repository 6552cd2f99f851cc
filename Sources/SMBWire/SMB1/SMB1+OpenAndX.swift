// SPDX-License-Identifier: Apache-2.0
import NIOCore

extension SMB1 {
    /// AccessMode of the commands that open files as DOS does: what is done with the file, and what others may do meanwhile.
    /// [MS-CIFS] 2.2.4.3.1, 2.2.4.41.1
    package struct AccessMode: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package enum Access: UInt16, Hashable, Sendable { case read, write, readWrite, execute }
        package enum Sharing: UInt16, Hashable, Sendable { case compatibility, denyAll, denyWrite, denyRead, denyNone }

        package init(_ access: Access, _ sharing: Sharing) { self.rawValue = sharing.rawValue &<< 4 | access.rawValue }

        /// An open by File Control Block, which predates access modes.
        package var isFCB: Bool { self.rawValue & 0xF == 0xF || self.rawValue & 0x70 == 0x70 }
        package var access: Access? { Access(rawValue: self.rawValue & 0xF) }
        package var sharing: Sharing? { Sharing(rawValue: self.rawValue &>> 4 & 7) }
        package var writesThrough: Bool { self.rawValue & 0x4000 != 0 }
    }

    /// OpenMode of OPEN_ANDX. [MS-CIFS] 2.2.4.41.1
    package struct OpenMode: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Nil: this combination means nothing.
        package var disposition: CreateDisposition? {
            switch (self.rawValue & 3, self.rawValue & 0x10 != 0) {
            case (0, true): .create
            case (1, false): .open
            case (1, true): .openIf
            case (2, false): .overwrite
            case (2, true): .overwriteIf
            default: nil
            }
        }
    }

    /// SMB_COM_OPEN_ANDX Request. [MS-CIFS] 2.2.4.41.1
    package struct OpenAndXRequest: Hashable, Sendable {
        package struct Flags: OptionSet, Hashable, Sendable {
            package let rawValue: UInt16
            package init(rawValue: UInt16) { self.rawValue = rawValue }

            package static let wantsAttributes = Flags(rawValue: 0x01)
            package static let requestOplock = Flags(rawValue: 0x02)
            package static let requestBatchOplock = Flags(rawValue: 0x04)
            package static let wantsExtendedResponse = Flags(rawValue: 0x10)
        }

        package var flags: Flags
        package var accessMode: AccessMode
        package var searchAttributes: UInt16
        package var attributes: UInt16
        package var creationTime: UTime
        package var openMode: OpenMode
        package var allocationSize: UInt32
        package var name: String

        package init(
            flags: Flags = .wantsAttributes, accessMode: AccessMode, searchAttributes: UInt16 = 0x16, attributes: UInt16 = 0,
            creationTime: UTime = .unchanged, openMode: OpenMode, allocationSize: UInt32 = 0, name: String
        ) {
            self.flags = flags
            self.accessMode = accessMode
            self.searchAttributes = searchAttributes
            self.attributes = attributes
            self.creationTime = creationTime
            self.openMode = openMode
            self.allocationSize = allocationSize
            self.name = name
        }
    }

    /// [MS-CIFS] 2.2.4.41.2, [MS-SMB] 2.2.4.1.2
    package struct OpenAndXResponse: Hashable, Sendable {
        package var file: UInt16
        package var attributes: UInt16
        package var lastWriteTime: UTime
        package var dataSize: UInt32
        package var accessRights: UInt16
        package var resourceType: ResourceType
        package var pipeState: UInt16
        /// See `openResult(_:hasOplock:)`.
        package var openResult: UInt16
        /// What the extended response says besides.
        package var maximalAccess: AccessMask?

        package init(
            file: UInt16, attributes: UInt16, lastWriteTime: UTime, dataSize: UInt32, accessRights: UInt16,
            resourceType: ResourceType = .disk, pipeState: UInt16 = 0, openResult: UInt16, maximalAccess: AccessMask? = nil
        ) {
            self.file = file
            self.attributes = attributes
            self.lastWriteTime = lastWriteTime
            self.dataSize = dataSize
            self.accessRights = accessRights
            self.resourceType = resourceType
            self.pipeState = pipeState
            self.openResult = openResult
            self.maximalAccess = maximalAccess
        }

        /// What was done, and whether the file is the client's alone.
        package static func openResult(_ action: CreateAction, hasOplock: Bool) -> UInt16 {
            let done: UInt16 =
                switch action {
                case .opened: 1
                case .created: 2
                default: 3
                }
            return done | (hasOplock ? 0x8000 : 0)
        }
    }
}

extension SMB1.OpenAndXRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([15]) { (reader) throws(WireError) in
            try reader.skip(4, "AndX")
            let flags = Flags(rawValue: try reader.u16("Flags"))
            let mode = SMB1.AccessMode(rawValue: try reader.u16("AccessMode"))
            return Self(
                flags: flags, accessMode: mode, searchAttributes: try reader.u16("SearchAttrs"),
                attributes: try reader.u16("FileAttrs"), creationTime: SMB1.UTime(rawValue: try reader.u32("CreationTime")),
                openMode: SMB1.OpenMode(rawValue: try reader.u16("OpenMode")), allocationSize: try reader.u32("AllocationSize"), name: "")
        }
        self.name = try body.withBytes { (reader) throws(WireError) in try reader.text("FileName", text, end: body.bytesEnd) }
    }

    package func encode(into writer: inout WireWriter, text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.andX()
            writer.u16(self.flags.rawValue)
            writer.u16(self.accessMode.rawValue)
            writer.u16(self.searchAttributes)
            writer.u16(self.attributes)
            writer.u32(self.creationTime.rawValue)
            writer.u16(self.openMode.rawValue)
            writer.u32(self.allocationSize)
            writer.zeros(8)  // Timeout and Reserved.
        } bytes: { writer in
            writer.text(self.name, text, header: header)
        }
    }
}

extension SMB1.OpenAndXResponse {
    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.andX()
            writer.u16(self.file)
            writer.u16(self.attributes)
            writer.u32(self.lastWriteTime.rawValue)
            writer.u32(self.dataSize)
            writer.u16(self.accessRights)
            writer.u16(self.resourceType.rawValue)
            writer.u16(self.pipeState)
            writer.u16(self.openResult)
            writer.zeros(6)
            guard let maximalAccess = self.maximalAccess else { return }
            writer.u32(maximalAccess.rawValue)
            writer.u32(0)  // GuestMaximalAccessRights
        }
    }
}
