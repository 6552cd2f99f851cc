// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// What the client believes that it sent in NEGOTIATE. [MS-SMB2] 2.2.31.4
    package struct ValidateNegotiateInfoRequest: Hashable, Sendable {
        package var capabilities: Capabilities
        package var clientGUID: GUID
        package var securityMode: SecurityMode
        package var dialects: [Dialect]

        package init(capabilities: Capabilities, clientGUID: GUID, securityMode: SecurityMode, dialects: [Dialect]) {
            self.capabilities = capabilities
            self.clientGUID = clientGUID
            self.securityMode = securityMode
            self.dialects = dialects
        }
    }

    /// What the server answered to NEGOTIATE. [MS-SMB2] 2.2.32.6
    package struct ValidateNegotiateInfoResponse: Hashable, Sendable {
        package static let size = 24

        package var capabilities: Capabilities
        package var serverGUID: GUID
        package var securityMode: SecurityMode
        package var dialect: Dialect

        package init(capabilities: Capabilities, serverGUID: GUID, securityMode: SecurityMode, dialect: Dialect) {
            self.capabilities = capabilities
            self.serverGUID = serverGUID
            self.securityMode = securityMode
            self.dialect = dialect
        }
    }
}

extension SMB2.ValidateNegotiateInfoRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.capabilities = SMB2.Capabilities(rawValue: try reader.u32("Capabilities"))
        self.clientGUID = try GUID(decoding: &reader)
        self.securityMode = SMB2.SecurityMode(rawValue: try reader.u16("SecurityMode"))
        let count = try reader.u16("DialectCount")
        self.dialects = []
        for _ in 0..<count { self.dialects.append(SMB2.Dialect(rawValue: try reader.u16("Dialects"))) }
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.capabilities.rawValue)
        self.clientGUID.encode(into: &writer)
        writer.u16(self.securityMode.rawValue)
        writer.u16(UInt16(clamping: self.dialects.count))
        for dialect in self.dialects { writer.u16(dialect.rawValue) }
    }
}

extension SMB2.ValidateNegotiateInfoResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.capabilities = SMB2.Capabilities(rawValue: try reader.u32("Capabilities"))
        self.serverGUID = try GUID(decoding: &reader)
        self.securityMode = SMB2.SecurityMode(rawValue: try reader.u16("SecurityMode"))
        self.dialect = SMB2.Dialect(rawValue: try reader.u16("Dialect"))
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.capabilities.rawValue)
        self.serverGUID.encode(into: &writer)
        writer.u16(self.securityMode.rawValue)
        writer.u16(self.dialect.rawValue)
    }
}
