// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.9
    package struct TreeConnectRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 9

        package var flags: TreeConnectFlags
        /// `\\server\share`
        package var path: String

        package init(flags: TreeConnectFlags = [], path: String) {
            self.flags = flags
            self.path = path
        }
    }

    package struct TreeConnectFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let clusterReconnect = TreeConnectFlags(rawValue: 0x1)
        package static let redirectToOwner = TreeConnectFlags(rawValue: 0x2)
        package static let extensionPresent = TreeConnectFlags(rawValue: 0x4)
    }

    /// [MS-SMB2] 2.2.10
    package struct TreeConnectResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 16

        package var shareType: ShareType
        package var shareFlags: ShareFlags
        package var capabilities: ShareCapabilities
        package var maximalAccess: AccessMask

        package init(
            shareType: ShareType, shareFlags: ShareFlags = [], capabilities: ShareCapabilities = [], maximalAccess: AccessMask
        ) {
            self.shareType = shareType
            self.shareFlags = shareFlags
            self.capabilities = capabilities
            self.maximalAccess = maximalAccess
        }
    }

    package struct ShareType: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let disk = ShareType(rawValue: 1)
        package static let pipe = ShareType(rawValue: 2)
        package static let print = ShareType(rawValue: 3)
    }

    /// Caching is a number in two bits, 0 = manual; the rest are flags.
    package struct ShareFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let dfs = ShareFlags(rawValue: 0x0000_0001)
        package static let dfsRoot = ShareFlags(rawValue: 0x0000_0002)
        package static let autoCaching = ShareFlags(rawValue: 0x0000_0010)
        package static let vdoCaching = ShareFlags(rawValue: 0x0000_0020)
        package static let noCaching = ShareFlags(rawValue: 0x0000_0030)
        package static let restrictExclusiveOpens = ShareFlags(rawValue: 0x0000_0100)
        package static let forceSharedDelete = ShareFlags(rawValue: 0x0000_0200)
        package static let accessBasedDirectoryEnumeration = ShareFlags(rawValue: 0x0000_0800)
        package static let forceLevel2Oplock = ShareFlags(rawValue: 0x0000_1000)
        package static let encryptData = ShareFlags(rawValue: 0x0000_8000)
    }

    package struct ShareCapabilities: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let dfs = ShareCapabilities(rawValue: 0x08)
        package static let continuousAvailability = ShareCapabilities(rawValue: 0x10)
    }
}

extension SMB2.TreeConnectRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.flags = SMB2.TreeConnectFlags(rawValue: try reader.u16("Flags"))
        let offset = try reader.u16("PathOffset")
        let length = try reader.u16("PathLength")
        self.path = try reader.utf16("PathName", at: Int(offset), byteCount: Int(length))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u16(self.flags.rawValue)
        let offset = writer.reserve16()
        let length = writer.reserve16()
        writer.fill(offset, with: writer.count - base)
        let count = writer.utf16(self.path)
        writer.fill(length, with: count)
        writer.padEmptyPayload(count)
    }
}

extension SMB2.TreeConnectResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.shareType = SMB2.ShareType(rawValue: try reader.u8("ShareType"))
        try reader.skip(1)
        self.shareFlags = SMB2.ShareFlags(rawValue: try reader.u32("ShareFlags"))
        self.capabilities = SMB2.ShareCapabilities(rawValue: try reader.u32("Capabilities"))
        self.maximalAccess = AccessMask(rawValue: try reader.u32("MaximalAccess"))
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.shareType.rawValue)
        writer.u8(0)
        writer.u32(self.shareFlags.rawValue)
        writer.u32(self.capabilities.rawValue)
        writer.u32(self.maximalAccess.rawValue)
    }
}
