// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// What a file's extended attributes take in a list of SMB1. [MS-CIFS] 2.2.8.3.2
    func eaSize(of open: Open) throws(NTStatus) -> UInt32 {
        UInt32(clamping: ExtendedAttribute.size(of: try open.file().handle.extendedAttributes()))
    }

    /// All of a file's extended attributes, or those of these names.
    func extendedAttributes(of open: Open, named names: [[UInt8]]?) throws(NTStatus) -> SMB1.FEAList {
        let all = try self.files.extendedAttributes(of: open)
        return names.map { SMB1.FEAList(all, named: $0) } ?? SMB1.FEAList(all.attributes)
    }

    /// The same of a file that a search has found. What cannot be opened any more has none.
    func extendedAttributes(of name: String, in folder: StorePath, named names: [[UInt8]]) -> SMB1.FEAList {
        // A search waits for none of the files that it found.
        self.connection.attempt = .cannotWait
        let path = StorePath(folder.components + [name]).clientName
        do throws(NTStatus) {
            return try self.opening(OpenRequest(existing: path, [.readEA, .readAttributes])) { (result) throws(NTStatus) in
                try self.extendedAttributes(of: result.open, named: names)
            }
        } catch {
            return SMB1.FEAList(FileFullEaInformation([]), named: names)
        }
    }

    /// The list of extended attributes that a command brings for a file that it creates.
    func feaList(_ request: SMB1.TransactionRequest) throws(NTStatus) -> [FileFullEaInformation.Attribute] {
        if request.data.readableBytes == 0 { return [] }
        return try request.read(\.data) { (reader) throws(WireError) in try SMB1.FEAList(decoding: &reader).attributes }
    }
}

extension SMB1.FEAList {
    /// A name that the file does not have comes with an empty value. [MS-CIFS] 2.2.8.1.3 A name that is asked for again is left out: an
    /// answer is no larger than the names and all that the file has.
    fileprivate init(_ all: FileFullEaInformation, named names: [[UInt8]]) {
        let values = Dictionary(all.attributes.map { (Self.key($0.name), $0.value) }, uniquingKeysWith: { first, _ in first })
        var answered: Set<String> = []
        self.init(
            names.compactMap { name in
                let key = Self.key(name)
                guard answered.insert(key).inserted else { return nil }
                return FileFullEaInformation.Attribute(name: name, value: values[key] ?? ByteBuffer())
            })
    }

    private static func key(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self).uppercased() }
}
