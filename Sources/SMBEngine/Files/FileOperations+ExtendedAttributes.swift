// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// Extended attributes: small named values of a file. [MS-FSCC] 2.4.15, [MS-FSA] 2.1.5.15.5
extension FileOperations {
    func extendedAttributes(of open: Open) throws(NTStatus) -> FileFullEaInformation {
        try open.require(anyOf: .readEA)
        let attributes = try open.file().handle.extendedAttributes()
        return FileFullEaInformation(attributes.map { .init(name: OEMText.encode($0.name), value: ByteBuffer(bytes: $0.value)) })
    }

    func setExtendedAttributes(_ changes: [FileFullEaInformation.Attribute], of open: Open) throws(NTStatus) {
        try open.require(anyOf: .writeEA)
        let file = try open.file()
        try Self.set(try changes.map { (attribute) throws(NTStatus) in try ExtendedAttribute(attribute) }, on: file.handle)
    }

    /// Of a chain as SET_INFO, CREATE's ExtA and NT_TRANSACT_CREATE carry it: one offset that leads astray spoils all of it.
    static func extendedAttributes(_ chain: ByteBuffer) throws(NTStatus) -> [FileFullEaInformation.Attribute] {
        guard chain.readableBytes <= ExtendedAttribute.maximumTotal else { throw .eaTooLarge }
        do {
            return try FileFullEaInformation(decoding: chain).attributes
        } catch {
            throw .eaListInconsistent
        }
    }

    /// An empty value removes an attribute. Names are the same in any case; the first spelling stays.
    static func set(_ changes: [ExtendedAttribute], on handle: any FileHandle) throws(NTStatus) {
        guard !changes.isEmpty else { return }
        let all = try handle.extendedAttributes()
        var size = all.reduce(0) { $0 + $1.listedSize }
        var present = Dictionary(all.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        for change in changes {
            let key = change.name.lowercased()
            let old = present[key]
            if old == nil, change.value.isEmpty { continue }
            let new = ExtendedAttribute(name: old?.name ?? change.name, value: change.value)
            let newSize = size - (old?.listedSize ?? 0) + (new.value.isEmpty ? 0 : new.listedSize)
            // What others gave the file may be too much already: it can still be made less.
            guard newSize <= max(size, ExtendedAttribute.maximumTotal - ExtendedAttribute.listHeaderSize) else { throw .eaTooLarge }
            try handle.setExtendedAttribute(new.name, new.value)
            present[key] = new.value.isEmpty ? nil : new
            size = newSize
        }
    }
}

extension ExtendedAttribute {
    /// What all of a file's attributes may take together, so that one answer holds them.
    static let maximumTotal = 65_535

    /// The name in the code page, without what [MS-FSCC] 2.4.15 leaves out, and nothing that the server keeps for itself.
    init(_ attribute: FileFullEaInformation.Attribute) throws(NTStatus) {
        guard !attribute.name.isEmpty, attribute.name.allSatisfy(Self.isAllowed) else { throw .invalidEAName }
        self.init(name: OEMText.decode(attribute.name), value: Array(attribute.value.readableBytesView))
        guard !self.isReserved, self.name.utf8.count <= Self.maximumNameSize else { throw .invalidEAName }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: "/"),
            UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "?"),
            UInt8(ascii: "["), UInt8(ascii: "\\"), UInt8(ascii: "]"), UInt8(ascii: "|"):
            false
        default: true
        }
    }
}
