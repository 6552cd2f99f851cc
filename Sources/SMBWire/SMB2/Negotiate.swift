// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.3
    package struct NegotiateRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 36

        package var securityMode: SecurityMode
        package var capabilities: Capabilities
        package var clientGUID: GUID
        /// In the client's order.
        package var dialects: [Dialect]
        /// In the client's order; empty unless 3.1.1 is among the dialects.
        package var contexts: [NegotiateContext]

        package init(
            securityMode: SecurityMode, capabilities: Capabilities, clientGUID: GUID, dialects: [Dialect], contexts: [NegotiateContext] = []
        ) {
            self.securityMode = securityMode
            self.capabilities = capabilities
            self.clientGUID = clientGUID
            self.dialects = dialects
            self.contexts = contexts
        }
    }

    /// [MS-SMB2] 2.2.4
    package struct NegotiateResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 65

        package var securityMode: SecurityMode
        package var dialect: Dialect
        package var serverGUID: GUID
        package var capabilities: Capabilities
        package var maximumTransactSize: UInt32
        package var maximumReadSize: UInt32
        package var maximumWriteSize: UInt32
        package var systemTime: NTTime
        package var serverStartTime: NTTime
        /// The SPNEGO token that offers mechanisms.
        package var securityBuffer: ByteBuffer
        /// Empty unless the dialect is 3.1.1.
        package var contexts: [NegotiateContext]

        package init(
            securityMode: SecurityMode, dialect: Dialect, serverGUID: GUID, capabilities: Capabilities, maximumTransactSize: UInt32,
            maximumReadSize: UInt32, maximumWriteSize: UInt32, systemTime: NTTime, serverStartTime: NTTime = .zero,
            securityBuffer: ByteBuffer, contexts: [NegotiateContext] = []
        ) {
            self.securityMode = securityMode
            self.dialect = dialect
            self.serverGUID = serverGUID
            self.capabilities = capabilities
            self.maximumTransactSize = maximumTransactSize
            self.maximumReadSize = maximumReadSize
            self.maximumWriteSize = maximumWriteSize
            self.systemTime = systemTime
            self.serverStartTime = serverStartTime
            self.securityBuffer = securityBuffer
            self.contexts = contexts
        }
    }
}

extension SMB2.NegotiateRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        let dialectCount = try reader.u16("DialectCount")
        self.securityMode = SMB2.SecurityMode(rawValue: try reader.u16("SecurityMode"))
        try reader.skip(2)
        self.capabilities = SMB2.Capabilities(rawValue: try reader.u32("Capabilities"))
        self.clientGUID = try GUID(decoding: &reader)
        let contextOffset = try reader.u32("NegotiateContextOffset")
        let contextCount = try reader.u16("NegotiateContextCount")
        try reader.skip(2)
        self.dialects = []
        for _ in 0..<dialectCount { self.dialects.append(SMB2.Dialect(rawValue: try reader.u16("Dialects"))) }
        // Without 3.1.1 the two context fields are ClientStartTime.
        self.contexts =
            self.dialects.contains(.smb3_1_1)
            ? try SMB2.NegotiateContext.decodeList(from: &reader, at: Int(contextOffset), count: contextCount) : []
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u16(UInt16(clamping: self.dialects.count))
        writer.u16(self.securityMode.rawValue)
        writer.u16(0)
        writer.u32(self.capabilities.rawValue)
        self.clientGUID.encode(into: &writer)
        let contextOffset = writer.reserve32()
        writer.u16(UInt16(clamping: self.contexts.count))
        writer.u16(0)
        for dialect in self.dialects { writer.u16(dialect.rawValue) }
        SMB2.NegotiateContext.encodeList(self.contexts, into: &writer, base: base, offset: contextOffset)
    }
}

extension SMB2.NegotiateResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.securityMode = SMB2.SecurityMode(rawValue: try reader.u16("SecurityMode"))
        self.dialect = SMB2.Dialect(rawValue: try reader.u16("DialectRevision"))
        let contextCount = try reader.u16("NegotiateContextCount")
        self.serverGUID = try GUID(decoding: &reader)
        self.capabilities = SMB2.Capabilities(rawValue: try reader.u32("Capabilities"))
        self.maximumTransactSize = try reader.u32("MaxTransactSize")
        self.maximumReadSize = try reader.u32("MaxReadSize")
        self.maximumWriteSize = try reader.u32("MaxWriteSize")
        self.systemTime = try NTTime(decoding: &reader, "SystemTime")
        self.serverStartTime = try NTTime(decoding: &reader, "ServerStartTime")
        let offset = try reader.u16("SecurityBufferOffset")
        let length = try reader.u16("SecurityBufferLength")
        let contextOffset = try reader.u32("NegotiateContextOffset")
        self.securityBuffer = try reader.payload("SecurityBuffer", at: Int(offset), count: Int(length))
        self.contexts =
            self.dialect == .smb3_1_1
            ? try SMB2.NegotiateContext.decodeList(from: &reader, at: Int(contextOffset), count: contextCount) : []
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u16(self.securityMode.rawValue)
        writer.u16(self.dialect.rawValue)
        writer.u16(UInt16(clamping: self.contexts.count))
        self.serverGUID.encode(into: &writer)
        writer.u32(self.capabilities.rawValue)
        writer.u32(self.maximumTransactSize)
        writer.u32(self.maximumReadSize)
        writer.u32(self.maximumWriteSize)
        self.systemTime.encode(into: &writer)
        self.serverStartTime.encode(into: &writer)
        let offset = writer.reserve16()
        writer.u16(UInt16(clamping: self.securityBuffer.readableBytes))
        let contextOffset = writer.reserve32()
        writer.fill(offset, with: writer.count - base)
        writer.bytes(self.securityBuffer)
        SMB2.NegotiateContext.encodeList(self.contexts, into: &writer, base: base, offset: contextOffset)
    }
}
