// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// NT LM 0.12 was chosen. [MS-CIFS] 2.2.4.52.2, [MS-SMB] 2.2.4.5.2
    package struct NegotiateResponse: Hashable, Sendable {
        package enum Security: Hashable, Sendable {
            /// Eight bytes to answer, and what the server and its domain are called.
            case challenge([UInt8], domainName: String, serverName: String)
            /// The server's GUID, and the first token of SPNEGO.
            case extended(GUID, blob: ByteBuffer)
        }

        package var dialectIndex: UInt16
        package var securityMode: SecurityMode
        package var maximumMultiplex: UInt16
        package var maximumBuffer: UInt32
        package var maximumRaw: UInt32
        package var capabilities: Capabilities
        package var systemTime: NTTime
        package var security: Security

        package init(
            dialectIndex: UInt16, securityMode: SecurityMode, maximumMultiplex: UInt16, maximumBuffer: UInt32, maximumRaw: UInt32,
            capabilities: Capabilities, systemTime: NTTime, security: Security
        ) {
            self.dialectIndex = dialectIndex
            self.securityMode = securityMode
            self.maximumMultiplex = maximumMultiplex
            self.maximumBuffer = maximumBuffer
            self.maximumRaw = maximumRaw
            self.capabilities = capabilities
            self.systemTime = systemTime
            self.security = security
        }
    }

    /// [MS-CIFS] 2.2.4.52.2
    package struct SecurityMode: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let userLevel = SecurityMode(rawValue: 0x01)
        package static let encryptsPasswords = SecurityMode(rawValue: 0x02)
        package static let signaturesEnabled = SecurityMode(rawValue: 0x04)
        package static let signaturesRequired = SecurityMode(rawValue: 0x08)
    }

    /// [MS-CIFS] 2.2.4.52.2, [MS-SMB] 2.2.4.5.2.1
    package struct Capabilities: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let rawMode = Capabilities(rawValue: 0x0000_0001)
        package static let multiplex = Capabilities(rawValue: 0x0000_0002)
        package static let unicode = Capabilities(rawValue: 0x0000_0004)
        package static let largeFiles = Capabilities(rawValue: 0x0000_0008)
        package static let ntCommands = Capabilities(rawValue: 0x0000_0010)
        package static let remoteAPIs = Capabilities(rawValue: 0x0000_0020)
        package static let ntStatus = Capabilities(rawValue: 0x0000_0040)
        package static let levelTwoOplocks = Capabilities(rawValue: 0x0000_0080)
        package static let lockAndRead = Capabilities(rawValue: 0x0000_0100)
        package static let ntFind = Capabilities(rawValue: 0x0000_0200)
        package static let dfs = Capabilities(rawValue: 0x0000_1000)
        package static let infoLevelPassThrough = Capabilities(rawValue: 0x0000_2000)
        package static let largeRead = Capabilities(rawValue: 0x0000_4000)
        package static let largeWrite = Capabilities(rawValue: 0x0000_8000)
        package static let extendedSecurity = Capabilities(rawValue: 0x8000_0000)
    }
}

extension SMB1.NegotiateResponse {
    private static let challengeSize = 8

    package init(decoding body: SMB1.Body, _: SMB1.TextForm) throws(WireError) {
        var challengeLength = 0
        (
            self.dialectIndex, self.securityMode, self.maximumMultiplex, self.maximumBuffer, self.maximumRaw, self.capabilities,
            self.systemTime
        ) = try body.withWords([17]) { (reader) throws(WireError) in
            let index = try reader.u16("DialectIndex")
            let mode = SMB1.SecurityMode(rawValue: try reader.u8("SecurityMode"))
            let multiplex = try reader.u16("MaxMpxCount")
            try reader.skip(2)
            let buffer = try reader.u32("MaxBufferSize")
            let raw = try reader.u32("MaxRawSize")
            try reader.skip(4)
            let capabilities = SMB1.Capabilities(rawValue: try reader.u32("Capabilities"))
            let time = NTTime(rawValue: try reader.u64("SystemTime"))
            try reader.skip(2)
            challengeLength = Int(try reader.u8("ChallengeLength"))
            return (index, mode, multiplex, buffer, raw, capabilities, time)
        }
        let isExtended = self.capabilities.contains(.extendedSecurity)
        self.security = try body.withBytes { (reader) throws(WireError) in
            if isExtended {
                let guid = try GUID(decoding: &reader)
                return .extended(guid, blob: try reader.bytes("SecurityBlob", max(0, body.bytesEnd - reader.offset)))
            }
            let challenge = [UInt8](try reader.bytes("Challenge", challengeLength).readableBytesView)
            let domain = try reader.unalignedText("DomainName", end: body.bytesEnd)
            return .challenge(challenge, domainName: domain, serverName: try reader.unalignedText("ServerName", end: body.bytesEnd))
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.dialectIndex)
            writer.u8(self.securityMode.rawValue)
            writer.u16(self.maximumMultiplex)
            // MaxNumberVcs
            writer.u16(1)
            writer.u32(self.maximumBuffer)
            writer.u32(self.maximumRaw)
            // SessionKey: an old number that clients send back and nobody uses.
            writer.u32(0)
            writer.u32(self.capabilities.rawValue)
            writer.u64(self.systemTime.rawValue)
            // ServerTimeZone, in minutes west of UTC.
            writer.u16(0)
            writer.u8(UInt8(clamping: self.challenge.count))
        } bytes: { writer in
            switch self.security {
            case .extended(let guid, let blob):
                guid.encode(into: &writer)
                writer.bytes(blob)
            case .challenge(let challenge, let domainName, let serverName):
                writer.bytes(challenge)
                // In Unicode whatever the client asked for, and where they come, at odd offsets too: so Windows does.
                for name in [domainName, serverName] {
                    writer.utf16(name)
                    writer.u16(0)
                }
            }
        }
    }

    private var challenge: [UInt8] {
        if case .challenge(let bytes, _, _) = self.security { return bytes }
        return []
    }
}

extension WireReader {
    /// A terminated string of Unicode that begins where it begins.
    fileprivate mutating func unalignedText(_ field: StaticString, end: Int) throws(WireError) -> String {
        let length = try self.byteCountOfUTF16(field, before: end)
        let string = try self.utf16(field, byteCount: length)
        try self.skip(min(2, max(0, end - self.offset)))
        return string
    }
}
