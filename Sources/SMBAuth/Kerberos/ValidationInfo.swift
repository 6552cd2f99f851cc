// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension DirectoryAccount {
    /// Reads a KERB_VALIDATION_INFO. [MS-PAC] 2.5
    ///
    /// Whoever wrote it knows the server's key; it is read as carefully as a stranger's all the same.
    package init?(logonInformation bytes: [UInt8]) {
        do throws(WireError) {
            var reader = WireReader(ByteBuffer(bytes: bytes))
            try self.init(decoding: &reader)
        } catch {
            return nil
        }
    }

    /// The fixed part with its pointers first, then what they point to, in the same order. [C706] 14.3.12
    private init(decoding reader: inout WireReader) throws(WireError) {
        try reader.serializationHeader()
        try reader.skip(6 * 8)  // Times of logon and password.
        let hasName = try reader.textPointer()
        let others = [
            try reader.textPointer(), try reader.textPointer(), try reader.textPointer(), try reader.textPointer(),
            try reader.textPointer(),
        ]
        try reader.skip(4)  // LogonCount, BadPasswordCount
        let user = try reader.u32("UserId")
        _ = try reader.u32("PrimaryGroupId")
        let groupCount = try reader.u32("GroupCount")
        let hasGroups = try reader.u32("GroupIds") != 0
        try reader.skip(4 + 16)  // UserFlags, UserSessionKey
        let hasServer = try reader.textPointer()
        let hasDomain = try reader.textPointer()
        guard try reader.u32("LogonDomainId") != 0 else { throw reader.failure(.value, "LogonDomainId") }
        try reader.skip(8 + 4 + 4 + 8 + 8 + 4 + 4)  // Reserved and status fields.
        let extraCount = try reader.u32("SidCount")
        let hasExtra = try reader.u32("ExtraSids") != 0
        let hasResourceDomain = try reader.u32("ResourceGroupDomainSid") != 0
        let resourceCount = try reader.u32("ResourceGroupCount")
        let hasResourceGroups = try reader.u32("ResourceGroupIds") != 0

        self.name = hasName ? try reader.ndrText() : ""
        for isThere in others where isThere { _ = try reader.ndrText() }
        let groups = hasGroups ? try reader.relativeIdentifiers(groupCount) : []
        if hasServer { _ = try reader.ndrText() }
        self.domain = hasDomain ? try reader.ndrText() : ""
        let domainSID = try reader.ndrSID()
        let extra = hasExtra ? try reader.extraSIDs(extraCount) : []
        let resourceDomain = hasResourceDomain ? try reader.ndrSID() : nil
        let resources = hasResourceGroups ? try reader.relativeIdentifiers(resourceCount) : []

        // "If the UserId member is 0x00000000, the first group SID in the ExtraSids member is the SID for this account."
        self.sid = user == 0 ? extra.first ?? domainSID : domainSID.appending(user)
        let foreign = resourceDomain.map { domain in resources.map { domain.appending($0) } } ?? []
        self.groups = groups.map { domainSID.appending($0) } + extra.dropFirst(user == 0 ? 1 : 0) + foreign
    }
}

extension WireReader {
    /// Far more than a token may hold.
    private static let maximumSIDs: UInt32 = 4096

    /// Type serialization version 1, little-endian, and the referent of the one structure. [MS-RPCE] 2.2.6
    fileprivate mutating func serializationHeader() throws(WireError) {
        guard try self.u8("Version") == 1, try self.u8("Endianness") == 0x10 else { throw self.failure(.value, "Version") }
        try self.skip(2 + 4 + 8)
        guard try self.u32("Referent") != 0 else { throw self.failure(.value, "Referent") }
    }

    /// RPC_UNICODE_STRING: whether there is a text.
    fileprivate mutating func textPointer() throws(WireError) -> Bool {
        try self.skip(4)
        return try self.u32("Buffer") != 0
    }

    fileprivate mutating func ndrText() throws(WireError) -> String {
        try self.skip(8)  // MaximumCount, Offset
        let units = Int(clamping: try self.u32("ActualCount"))
        guard units <= 1024 else { throw self.failure(.value, "ActualCount") }
        let text = NTLMText.lossy([UInt8](try self.bytes("Buffer", units * 2).readableBytesView)[...])
        if !units.isMultiple(of: 2), self.remaining >= 2 { try self.skip(2) }
        return text
    }

    /// GROUP_MEMBERSHIP, of which the attributes are not used.
    fileprivate mutating func relativeIdentifiers(_ count: UInt32) throws(WireError) -> [UInt32] {
        guard try self.u32("MaximumCount") == count, count <= Self.maximumSIDs else { throw self.failure(.value, "GroupCount") }
        var identifiers: [UInt32] = []
        for _ in 0..<count {
            identifiers.append(try self.u32("RelativeId"))
            try self.skip(4)
        }
        return identifiers
    }

    fileprivate mutating func ndrSID() throws(WireError) -> SID {
        try self.skip(4)  // MaximumCount
        return try SID(decoding: &self)
    }

    /// KERB_SID_AND_ATTRIBUTES: the pointers, then the SIDs.
    fileprivate mutating func extraSIDs(_ count: UInt32) throws(WireError) -> [SID] {
        guard try self.u32("MaximumCount") == count, count <= Self.maximumSIDs else { throw self.failure(.value, "SidCount") }
        var isThere: [Bool] = []
        for _ in 0..<count {
            isThere.append(try self.u32("Sid") != 0)
            try self.skip(4)
        }
        var sids: [SID] = []
        for present in isThere where present { sids.append(try self.ndrSID()) }
        return sids
    }
}

extension SID {
    /// A member of the domain that this is.
    fileprivate func appending(_ relative: UInt32) -> SID { SID(authority: self.identifierAuthority, self.subAuthorities + [relative]) }
}
