// SPDX-License-Identifier: Apache-2.0
import NIOCore

extension SMB1 {
    /// What a client expects behind a share's name. [MS-CIFS] 2.2.4.55.1
    package struct Service: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let disk = Service(rawValue: "A:")
        package static let pipes = Service(rawValue: "IPC")
        package static let any = Service(rawValue: "?????")
    }

    /// [MS-CIFS] 2.2.4.55.1, [MS-SMB] 2.2.4.7.1
    package struct TreeConnectAndXRequest: Hashable, Sendable {
        package struct Flags: OptionSet, Hashable, Sendable {
            package let rawValue: UInt16
            package init(rawValue: UInt16) { self.rawValue = rawValue }

            /// The TID of the header is to be disconnected first.
            package static let disconnects = Flags(rawValue: 0x0001)
            package static let extendedSignatures = Flags(rawValue: 0x0004)
            package static let extendedResponse = Flags(rawValue: 0x0008)
        }

        package var flags: Flags
        package var password: [UInt8]
        package var path: String
        package var service: Service

        package init(flags: Flags = [], password: [UInt8] = [0], path: String, service: Service = .any) {
            self.flags = flags
            self.password = password
            self.path = path
            self.service = service
        }
    }

    /// [MS-CIFS] 2.2.4.55.2, [MS-SMB] 2.2.4.7.2
    package struct TreeConnectAndXResponse: Equatable, Sendable {
        /// SMB_SUPPORT_SEARCH_BITS
        package static let searchBits: UInt16 = 1

        package var optionalSupport: UInt16
        /// What the user and what a guest may do at most; nil where it was not asked for.
        package var maximalAccess: (user: AccessMask, guest: AccessMask)?
        package var service: Service
        package var nativeFileSystem: String

        package init(
            optionalSupport: UInt16 = Self.searchBits, maximalAccess: (user: AccessMask, guest: AccessMask)? = nil, service: Service,
            nativeFileSystem: String
        ) {
            self.optionalSupport = optionalSupport
            self.maximalAccess = maximalAccess
            self.service = service
            self.nativeFileSystem = nativeFileSystem
        }
    }

    /// [MS-CIFS] 2.2.4.50.1
    package struct TreeConnectRequest: Hashable, Sendable {
        package var path: String
        package var password: String
        package var service: Service

        package init(path: String, password: String = "", service: Service = .any) {
            self.path = path
            self.password = password
            self.service = service
        }
    }

    /// [MS-CIFS] 2.2.4.50.2
    package struct TreeConnectResponse: Hashable, Sendable {
        package var maximumBuffer: UInt16
        package var treeID: UInt16

        package init(maximumBuffer: UInt16, treeID: UInt16) {
            self.maximumBuffer = maximumBuffer
            self.treeID = treeID
        }
    }
}

extension SMB1.TreeConnectAndXRequest {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        let (flags, passwordLength) = try body.withWords([4]) { (reader) throws(WireError) in
            try reader.skip(4)
            return (Flags(rawValue: try reader.u16("Flags")), Int(try reader.u16("PasswordLength")))
        }
        self.flags = flags
        (self.password, self.path, self.service) = try body.withBytes { (reader) throws(WireError) in
            guard passwordLength <= body.byteCount else { throw reader.failure(.overrun, "PasswordLength") }
            let password = [UInt8](try reader.bytes("Password", passwordLength).readableBytesView)
            let path = try reader.text("Path", text, end: body.bytesEnd)
            // Always in OEM letters.
            return (password, path, SMB1.Service(rawValue: try reader.text("Service", .oem, end: body.bytesEnd)))
        }
    }

    package func encode(into writer: inout WireWriter, _ text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.andX()
            writer.u16(self.flags.rawValue)
            writer.u16(UInt16(clamping: self.password.count))
        } bytes: { writer in
            writer.bytes(self.password)
            writer.text(self.path, text, header: header)
            writer.text(self.service.rawValue, .oem, header: header)
        }
    }
}

extension SMB1.TreeConnectAndXResponse {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        (self.optionalSupport, self.maximalAccess) = try body.withWords([3, 7]) { (reader) throws(WireError) in
            try reader.skip(4)
            let support = try reader.u16("OptionalSupport")
            guard body.wordCount == 7 else { return (support, nil) }
            let user = AccessMask(rawValue: try reader.u32("MaximalShareAccessRights"))
            return (support, (user, AccessMask(rawValue: try reader.u32("GuestMaximalShareAccessRights"))))
        }
        (self.service, self.nativeFileSystem) = try body.withBytes { (reader) throws(WireError) in
            let service = SMB1.Service(rawValue: try reader.text("Service", .oem, end: body.bytesEnd))
            return (service, reader.offset < body.bytesEnd ? try reader.text("NativeFileSystem", text, end: body.bytesEnd) : "")
        }
    }

    package func encode(into writer: inout WireWriter, _ text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.andX()
            writer.u16(self.optionalSupport)
            if let access = self.maximalAccess {
                writer.u32(access.user.rawValue)
                writer.u32(access.guest.rawValue)
            }
        } bytes: { writer in
            writer.text(self.service.rawValue, .oem, header: header)
            writer.text(self.nativeFileSystem, text, header: header)
        }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.optionalSupport == right.optionalSupport && left.maximalAccess?.user == right.maximalAccess?.user
            && left.maximalAccess?.guest == right.maximalAccess?.guest && left.service == right.service
            && left.nativeFileSystem == right.nativeFileSystem
    }
}

extension SMB1.TreeConnectRequest {
    /// "BufferFormat … MUST be 0x04": a string.
    private static let stringFormat: UInt8 = 4

    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        try body.withWords([0]) { (_) throws(WireError) in }
        (self.path, self.password, self.service) = try body.withBytes { (reader) throws(WireError) in
            let path = try Self.string("Path", &reader, text, body)
            let password = try Self.string("Password", &reader, text, body)
            return (path, password, SMB1.Service(rawValue: try Self.string("Service", &reader, text, body)))
        }
    }

    private static func string(
        _ field: StaticString, _ reader: inout WireReader, _ text: SMB1.TextForm, _ body: SMB1.Body
    ) throws(WireError) -> String {
        guard reader.offset < body.bytesEnd, try reader.u8("BufferFormat") == Self.stringFormat else {
            throw reader.failure(.value, "BufferFormat")
        }
        return try reader.text(field, text, end: body.bytesEnd)
    }

    package func encode(into writer: inout WireWriter, _ text: SMB1.TextForm, header: Int) {
        writer.body({ _ in }) { writer in
            for string in [self.path, self.password, self.service.rawValue] {
                writer.u8(Self.stringFormat)
                writer.text(string, text, header: header)
            }
        }
    }
}

extension SMB1.TreeConnectResponse {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        (self.maximumBuffer, self.treeID) = try body.withWords([2]) { (reader) throws(WireError) in
            (try reader.u16("MaxBufferSize"), try reader.u16("TID"))
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.maximumBuffer)
            writer.u16(self.treeID)
        }
    }
}
