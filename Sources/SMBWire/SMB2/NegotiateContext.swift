// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// What 3.1.1 negotiates beyond the dialect. Which contexts must come once is the engine's business; that their bytes hold what they
    /// announce is decided here. [MS-SMB2] 2.2.3.1, 2.2.4.1
    package enum NegotiateContext: Hashable, Sendable {
        case preauthIntegrity(hashes: [UInt16], salt: ByteBuffer)
        case encryption([UInt16])
        case compression(flags: UInt32, algorithms: [UInt16])
        /// The server's name as the client's user typed it. Not authenticated.
        case netname(String)
        case signing([UInt16])
        /// Any other type, and a netname that is not UTF-16: servers ignore that one, so a bad one is no reason to refuse a client.
        case unknown(type: UInt16, data: ByteBuffer)

        package static let preauthIntegrityType: UInt16 = 1
        package static let encryptionType: UInt16 = 2
        package static let compressionType: UInt16 = 3
        package static let netnameType: UInt16 = 5
        package static let transportType: UInt16 = 6
        package static let rdmaTransformType: UInt16 = 7
        package static let signingType: UInt16 = 8
        package static let posixType: UInt16 = 0x100

        package var type: UInt16 {
            switch self {
            case .preauthIntegrity: Self.preauthIntegrityType
            case .encryption: Self.encryptionType
            case .compression: Self.compressionType
            case .netname: Self.netnameType
            case .signing: Self.signingType
            case .unknown(let type, _): type
            }
        }
    }

    /// [MS-SMB2] 2.2.3.1.1
    package enum HashAlgorithm {
        package static let sha512: UInt16 = 1
    }

    /// [MS-SMB2] 2.2.3.1.2
    package enum Cipher {
        package static let aes128CCM: UInt16 = 1
        package static let aes128GCM: UInt16 = 2
        package static let aes256CCM: UInt16 = 3
        package static let aes256GCM: UInt16 = 4
    }

    /// [MS-SMB2] 2.2.3.1.7
    package enum SigningAlgorithm {
        package static let hmacSHA256: UInt16 = 0
        package static let aesCMAC: UInt16 = 1
        package static let aesGMAC: UInt16 = 2
    }
}

// MARK: - Decoding

extension SMB2.NegotiateContext {
    /// Each context takes at least its eight bytes of header, so that the frame bounds the list.
    static func decodeList(from reader: inout WireReader, at offset: Int, count: UInt16) throws(WireError) -> [Self] {
        if count == 0 { return [] }
        guard offset.isMultiple(of: 8) else { throw reader.failure(.alignment, "NegotiateContextOffset") }
        try reader.seek(to: offset, "NegotiateContextOffset")
        var contexts: [Self] = []
        for _ in 0..<count {
            try reader.align(to: 8)  // Before each: nothing follows the last.
            contexts.append(try Self(decoding: &reader))
        }
        return contexts
    }

    private init(decoding reader: inout WireReader) throws(WireError) {
        let type = try reader.u16("ContextType")
        let length = try reader.u16("DataLength")
        try reader.skip(4)
        let data = try reader.bytes("Data", Int(length))
        self = try Self(type: type, data: data)
    }

    private init(type: UInt16, data: ByteBuffer) throws(WireError) {
        var reader = WireReader(data)
        switch type {
        case Self.preauthIntegrityType:
            let count = try reader.u16("HashAlgorithmCount")
            let saltLength = try reader.u16("SaltLength")
            let hashes = try Self.identifiers(count, "HashAlgorithms", from: &reader)
            self = .preauthIntegrity(hashes: hashes, salt: try reader.bytes("Salt", Int(saltLength)))
        case Self.encryptionType:
            let count = try reader.u16("CipherCount")
            self = .encryption(try Self.identifiers(count, "Ciphers", from: &reader))
        case Self.compressionType:
            let count = try reader.u16("CompressionAlgorithmCount")
            try reader.skip(2)
            let flags = try reader.u32("Flags")
            self = .compression(flags: flags, algorithms: try Self.identifiers(count, "CompressionAlgorithms", from: &reader))
        case Self.netnameType:
            self = UTF16Text.decode(data).map { .netname($0) } ?? .unknown(type: type, data: data)
        case Self.signingType:
            let count = try reader.u16("SigningAlgorithmCount")
            self = .signing(try Self.identifiers(count, "SigningAlgorithms", from: &reader))
        default:
            self = .unknown(type: type, data: data)
        }
    }

    private static func identifiers(_ count: UInt16, _ field: StaticString, from reader: inout WireReader) throws(WireError) -> [UInt16] {
        var list: [UInt16] = []
        for _ in 0..<count { list.append(try reader.u16(field)) }
        return list
    }
}

// MARK: - Encoding

extension SMB2.NegotiateContext {
    static func encodeList(_ contexts: [Self], into writer: inout WireWriter, base: Int, offset: consuming Hole32) {
        if contexts.isEmpty { return }
        writer.align(to: 8, from: base)
        writer.fill(offset, with: writer.count - base)
        for context in contexts {
            writer.align(to: 8, from: base)
            context.encode(into: &writer)
        }
    }

    private func encode(into writer: inout WireWriter) {
        writer.u16(self.type)
        let length = writer.reserve16()
        writer.u32(0)
        let start = writer.count
        switch self {
        case .preauthIntegrity(let hashes, let salt):
            writer.u16(UInt16(clamping: hashes.count))
            writer.u16(UInt16(clamping: salt.readableBytes))
            for hash in hashes { writer.u16(hash) }
            writer.bytes(salt)
        case .encryption(let identifiers), .signing(let identifiers):
            writer.u16(UInt16(clamping: identifiers.count))
            for identifier in identifiers { writer.u16(identifier) }
        case .compression(let flags, let algorithms):
            writer.u16(UInt16(clamping: algorithms.count))
            writer.u16(0)
            writer.u32(flags)
            for algorithm in algorithms { writer.u16(algorithm) }
        case .netname(let name):
            writer.utf16(name)
        case .unknown(_, let data):
            writer.bytes(data)
        }
        writer.fill(length, with: writer.count - start)
    }
}
