// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// [MS-CIFS] 2.2.4.53.1, [MS-SMB] 2.2.4.6.1
    package struct SessionSetupRequest: Hashable, Sendable {
        package enum Security: Hashable, Sendable {
            case extended(blob: ByteBuffer)
            case responses(Responses)
        }

        /// What answers the challenge of NEGOTIATE.
        package struct Responses: Hashable, Sendable {
            /// OEMPassword: LM's.
            package var caseInsensitive: [UInt8]
            /// UnicodePassword: NTLM's.
            package var caseSensitive: [UInt8]
            package var accountName: String
            package var primaryDomain: String

            package init(caseInsensitive: [UInt8], caseSensitive: [UInt8], accountName: String, primaryDomain: String) {
                self.caseInsensitive = caseInsensitive
                self.caseSensitive = caseSensitive
                self.accountName = accountName
                self.primaryDomain = primaryDomain
            }
        }

        package var maximumBuffer: UInt16
        package var maximumMultiplex: UInt16
        package var virtualCircuit: UInt16
        package var capabilities: Capabilities
        package var security: Security
        package var nativeOS: String
        package var nativeLANManager: String

        package init(
            maximumBuffer: UInt16 = 0xFFFF, maximumMultiplex: UInt16 = 2, virtualCircuit: UInt16 = 1, capabilities: Capabilities = [],
            security: Security, nativeOS: String = "", nativeLANManager: String = ""
        ) {
            self.maximumBuffer = maximumBuffer
            self.maximumMultiplex = maximumMultiplex
            self.virtualCircuit = virtualCircuit
            self.capabilities = capabilities
            self.security = security
            self.nativeOS = nativeOS
            self.nativeLANManager = nativeLANManager
        }
    }

    /// [MS-CIFS] 2.2.4.53.2, [MS-SMB] 2.2.4.6.2
    package struct SessionSetupResponse: Hashable, Sendable {
        /// SMB_SETUP_GUEST
        package static let guest: UInt16 = 1

        package var action: UInt16
        /// Nil without extended security.
        package var securityBlob: ByteBuffer?
        package var nativeOS: String
        package var nativeLANManager: String
        package var primaryDomain: String

        package init(
            action: UInt16 = 0, securityBlob: ByteBuffer?, nativeOS: String = "", nativeLANManager: String = "", primaryDomain: String = ""
        ) {
            self.action = action
            self.securityBlob = securityBlob
            self.nativeOS = nativeOS
            self.nativeLANManager = nativeLANManager
            self.primaryDomain = primaryDomain
        }
    }
}

extension SMB1.SessionSetupRequest {
    private static let extendedWords = 12
    private static let plainWords = 13
    private static let lanManagerWords = 10

    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        var lengths = (blob: 0, caseInsensitive: 0, caseSensitive: 0)
        (self.maximumBuffer, self.maximumMultiplex, self.virtualCircuit, self.capabilities) =
            try body.withWords([Self.extendedWords, Self.plainWords, Self.lanManagerWords]) { (reader) throws(WireError) in
                try reader.skip(4)
                let buffer = try reader.u16("MaxBufferSize")
                let multiplex = try reader.u16("MaxMpxCount")
                let circuit = try reader.u16("VcNumber")
                try reader.skip(4)
                switch body.wordCount {
                case Self.extendedWords:
                    lengths.blob = Int(try reader.u16("SecurityBlobLength"))
                case Self.plainWords:
                    lengths.caseInsensitive = Int(try reader.u16("OEMPasswordLen"))
                    lengths.caseSensitive = Int(try reader.u16("UnicodePasswordLen"))
                default:
                    lengths.caseInsensitive = Int(try reader.u16("PasswordLength"))
                    return (buffer, multiplex, circuit, SMB1.Capabilities())
                }
                try reader.skip(4)
                return (buffer, multiplex, circuit, SMB1.Capabilities(rawValue: try reader.u32("Capabilities")))
            }
        let end = body.bytesEnd
        (self.security, self.nativeOS, self.nativeLANManager) = try body.withBytes { (reader) throws(WireError) in
            guard lengths.blob + lengths.caseInsensitive + lengths.caseSensitive <= body.byteCount else {
                throw reader.failure(.overrun, "SecurityBlobLength")
            }
            let security: SMB1.SessionSetupRequest.Security
            if body.wordCount == Self.extendedWords {
                security = .extended(blob: try reader.bytes("SecurityBlob", lengths.blob))
            } else {
                let caseInsensitive = try reader.bytes("OEMPassword", lengths.caseInsensitive)
                let caseSensitive = try reader.bytes("UnicodePassword", lengths.caseSensitive)
                let account = try reader.optionalText("AccountName", text, end: end)
                let domain = try reader.optionalText("PrimaryDomain", text, end: end)
                security = .responses(
                    Responses(
                        caseInsensitive: [UInt8](caseInsensitive.readableBytesView),
                        caseSensitive: [UInt8](caseSensitive.readableBytesView),
                        accountName: account, primaryDomain: domain))
            }
            // The rest says what the client is; some cut it off.
            let os = (try? reader.optionalText("NativeOS", text, end: end)) ?? ""
            return (security, os, (try? reader.optionalText("NativeLanMan", text, end: end)) ?? "")
        }
    }

    package func encode(into writer: inout WireWriter, _ text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.andX()
            writer.u16(self.maximumBuffer)
            writer.u16(self.maximumMultiplex)
            writer.u16(self.virtualCircuit)
            writer.u32(0)
            switch self.security {
            case .extended(let blob):
                writer.u16(UInt16(clamping: blob.readableBytes))
            case .responses(let responses):
                writer.u16(UInt16(clamping: responses.caseInsensitive.count))
                writer.u16(UInt16(clamping: responses.caseSensitive.count))
            }
            writer.u32(0)
            writer.u32(self.capabilities.rawValue)
        } bytes: { writer in
            switch self.security {
            case .extended(let blob):
                writer.bytes(blob)
            case .responses(let responses):
                writer.bytes(responses.caseInsensitive)
                writer.bytes(responses.caseSensitive)
                writer.text(responses.accountName, text, header: header)
                writer.text(responses.primaryDomain, text, header: header)
            }
            writer.text(self.nativeOS, text, header: header)
            writer.text(self.nativeLANManager, text, header: header)
        }
    }
}

extension SMB1.SessionSetupResponse {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        var blobLength: Int?
        self.action = try body.withWords([3, 4]) { (reader) throws(WireError) in
            try reader.skip(4)
            let action = try reader.u16("Action")
            if body.wordCount == 4 { blobLength = Int(try reader.u16("SecurityBlobLength")) }
            return action
        }
        let end = body.bytesEnd
        (self.securityBlob, self.nativeOS, self.nativeLANManager, self.primaryDomain) = try body.withBytes { (reader) throws(WireError) in
            var blob: ByteBuffer?
            if let blobLength { blob = try reader.bytes("SecurityBlob", blobLength) }
            let os = try reader.optionalText("NativeOS", text, end: end)
            let manager = try reader.optionalText("NativeLanMan", text, end: end)
            return (blob, os, manager, try reader.optionalText("PrimaryDomain", text, end: end))
        }
    }

    /// `header`: where the message's header lies in the buffer.
    package func encode(into writer: inout WireWriter, _ text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.andX()
            writer.u16(self.action)
            if let blob = self.securityBlob { writer.u16(UInt16(clamping: blob.readableBytes)) }
        } bytes: { writer in
            if let blob = self.securityBlob { writer.bytes(blob) }
            writer.text(self.nativeOS, text, header: header)
            writer.text(self.nativeLANManager, text, header: header)
            if self.securityBlob == nil { writer.text(self.primaryDomain, text, header: header) }
        }
    }
}

extension WireReader {
    /// Empty where the message has ended before.
    fileprivate mutating func optionalText(_ field: StaticString, _ form: SMB1.TextForm, end: Int) throws(WireError) -> String {
        self.offset < end ? try self.text(field, form, end: end) : ""
    }
}
