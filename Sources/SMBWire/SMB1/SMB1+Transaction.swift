// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// The three commands that carry parameters and data in any number of messages. [MS-CIFS] 2.2.4.33, 2.2.4.46, 2.2.4.62
    package enum TransactionKind: Hashable, Sendable, CaseIterable {
        case transaction
        case transaction2
        case ntTransaction
    }

    /// The first message of a transaction: what is asked, how much comes in all, and the first piece of it.
    package struct TransactionRequest: Hashable, Sendable {
        package var kind: TransactionKind
        package var totalParameterCount: Int
        package var totalDataCount: Int
        package var maximumParameterCount: Int
        package var maximumDataCount: Int
        package var maximumSetupCount: Int
        package var flags: TransactionFlags
        package var timeout: UInt32
        /// NT_TRANSACT's Function; of the others the first setup word.
        package var function: UInt16
        package var setup: [UInt16]
        /// Only TRANSACTION has one: a pipe or a mailslot.
        package var name: String
        package var parameters: ByteBuffer
        package var data: ByteBuffer

        package init(
            kind: TransactionKind, function: UInt16 = 0, setup: [UInt16] = [], name: String = "", parameters: ByteBuffer = ByteBuffer(),
            data: ByteBuffer = ByteBuffer(), totalParameterCount: Int? = nil, totalDataCount: Int? = nil,
            maximumParameterCount: Int = 1024, maximumDataCount: Int = 0xFFFF, maximumSetupCount: Int = 0, flags: TransactionFlags = [],
            timeout: UInt32 = 0
        ) {
            self.kind = kind
            self.totalParameterCount = totalParameterCount ?? parameters.readableBytes
            self.totalDataCount = totalDataCount ?? data.readableBytes
            self.maximumParameterCount = maximumParameterCount
            self.maximumDataCount = maximumDataCount
            self.maximumSetupCount = maximumSetupCount
            self.flags = flags
            self.timeout = timeout
            self.function = function
            self.setup = setup
            self.name = name
            self.parameters = parameters
            self.data = data
        }

        /// Whether everything has come.
        package var isComplete: Bool {
            self.parameters.readableBytes == self.totalParameterCount && self.data.readableBytes == self.totalDataCount
        }
    }

    package struct TransactionFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// DISCONNECT_TID: the tree ends with the transaction.
        package static let disconnectTree = TransactionFlags(rawValue: 0x0001)
        package static let noResponse = TransactionFlags(rawValue: 0x0002)
    }

    /// A further message of a transaction. [MS-CIFS] 2.2.4.34, 2.2.4.47, 2.2.4.63
    package struct TransactionSecondary: Hashable, Sendable {
        package var kind: TransactionKind
        package var totalParameterCount: Int
        package var totalDataCount: Int
        package var parameterDisplacement: Int
        package var dataDisplacement: Int
        package var parameters: ByteBuffer
        package var data: ByteBuffer

        package init(
            kind: TransactionKind, totalParameterCount: Int, totalDataCount: Int, parameterDisplacement: Int = 0, dataDisplacement: Int = 0,
            parameters: ByteBuffer = ByteBuffer(), data: ByteBuffer = ByteBuffer()
        ) {
            self.kind = kind
            self.totalParameterCount = totalParameterCount
            self.totalDataCount = totalDataCount
            self.parameterDisplacement = parameterDisplacement
            self.dataDisplacement = dataDisplacement
            self.parameters = parameters
            self.data = data
        }
    }
}

/// Where one message says its piece lies.
private struct Piece {
    var count = 0
    var offset = 0

    /// It lies among the message's data bytes, or it is empty.
    func bytes(in body: SMB1.Body, _ field: StaticString) throws(WireError) -> ByteBuffer {
        if self.count == 0 { return ByteBuffer() }
        let (count, offset) = (self.count, self.offset)
        return try body.withBytes { (reader) throws(WireError) in
            guard offset >= body.bytesStart, count <= body.bytesEnd - offset else { throw reader.failure(.overrun, field) }
            return try reader.payload(field, at: offset, count: count)
        }
    }
}

extension SMB1.TransactionKind {
    fileprivate func count(_ reader: inout WireReader, _ field: StaticString) throws(WireError) -> Int {
        self == .ntTransaction ? Int(try reader.u32(field)) : Int(try reader.u16(field))
    }

    fileprivate func piece(_ reader: inout WireReader) throws(WireError) -> Piece {
        let count = try self.count(&reader, "Count")
        return Piece(count: count, offset: try self.count(&reader, "Offset"))
    }

    /// Words of a first message without its setup words.
    fileprivate var primaryWordCount: Int { self == .ntTransaction ? 19 : 14 }

    fileprivate var secondaryWordCount: Int {
        switch self {
        case .transaction: 8
        case .transaction2: 9
        case .ntTransaction: 18
        }
    }
}

extension SMB1.TransactionRequest {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm, _ kind: SMB1.TransactionKind) throws(WireError) {
        self.init(kind: kind)
        var (parameters, data) = (Piece(), Piece())
        var setupCount = 0
        let words = try body.withWords([max(body.wordCount, kind.primaryWordCount)]) { (reader) throws(WireError) in
            var request = SMB1.TransactionRequest(kind: kind)
            if kind == .ntTransaction {
                request.maximumSetupCount = Int(try reader.u8("MaxSetupCount"))
                try reader.skip(2)
            }
            request.totalParameterCount = try kind.count(&reader, "TotalParameterCount")
            request.totalDataCount = try kind.count(&reader, "TotalDataCount")
            request.maximumParameterCount = try kind.count(&reader, "MaxParameterCount")
            request.maximumDataCount = try kind.count(&reader, "MaxDataCount")
            if kind != .ntTransaction {
                request.maximumSetupCount = Int(try reader.u8("MaxSetupCount"))
                try reader.skip(1)
                request.flags = SMB1.TransactionFlags(rawValue: try reader.u16("Flags"))
                request.timeout = try reader.u32("Timeout")
                try reader.skip(2)
            }
            parameters = try kind.piece(&reader)
            data = try kind.piece(&reader)
            setupCount = Int(try reader.u8("SetupCount"))
            if kind == .ntTransaction { request.function = try reader.u16("Function") } else { try reader.skip(1) }
            guard body.wordCount == kind.primaryWordCount + setupCount else { throw reader.failure(.value, "SetupCount") }
            for _ in 0..<setupCount { request.setup.append(try reader.u16("Setup")) }
            return request
        }
        self = words
        if kind != .ntTransaction { self.function = self.setup.first ?? 0 }
        if kind == .transaction {
            self.name = try body.withBytes { (reader) throws(WireError) in try reader.text("Name", text, end: body.bytesEnd) }
        }
        self.parameters = try parameters.bytes(in: body, "Trans_Parameters")
        self.data = try data.bytes(in: body, "Trans_Data")
    }

    /// Writes words and bytes; `header` is where the message's header lies in the buffer.
    package func encode(into writer: inout WireWriter, _ text: SMB1.TextForm, header: Int) {
        let wide = self.kind == .ntTransaction
        var holes = Placement(wide)
        writer.body { writer in
            if wide {
                writer.u8(UInt8(clamping: self.maximumSetupCount))
                writer.u16(0)
            }
            for count in [self.totalParameterCount, self.totalDataCount, self.maximumParameterCount, self.maximumDataCount] {
                holes.count(count, &writer)
            }
            if !wide {
                writer.u8(UInt8(clamping: self.maximumSetupCount))
                writer.u8(0)
                writer.u16(self.flags.rawValue)
                writer.u32(self.timeout)
                writer.u16(0)
            }
            holes.piece(self.parameters.readableBytes, &writer)
            holes.piece(self.data.readableBytes, &writer)
            writer.u8(UInt8(clamping: self.setup.count))
            if wide { writer.u16(self.function) } else { writer.u8(0) }
            for word in self.setup { writer.u16(word) }
        } bytes: { writer in
            if self.kind == .transaction { writer.text(self.name, text, header: header) }
            holes.place(self.parameters, &writer, header: header)
            holes.place(self.data, &writer, header: header)
        }
    }
}

extension SMB1.TransactionSecondary {
    package init(decoding body: SMB1.Body, _ kind: SMB1.TransactionKind) throws(WireError) {
        self.init(kind: kind, totalParameterCount: 0, totalDataCount: 0)
        var (parameters, data) = (Piece(), Piece())
        self = try body.withWords([kind.secondaryWordCount]) { (reader) throws(WireError) in
            if kind == .ntTransaction { try reader.skip(3) }
            var secondary = SMB1.TransactionSecondary(
                kind: kind, totalParameterCount: try kind.count(&reader, "TotalParameterCount"),
                totalDataCount: try kind.count(&reader, "TotalDataCount"))
            parameters = try kind.piece(&reader)
            secondary.parameterDisplacement = try kind.count(&reader, "ParameterDisplacement")
            data = try kind.piece(&reader)
            secondary.dataDisplacement = try kind.count(&reader, "DataDisplacement")
            return secondary
        }
        self.parameters = try parameters.bytes(in: body, "Trans_Parameters")
        self.data = try data.bytes(in: body, "Trans_Data")
    }

    package func encode(into writer: inout WireWriter, header: Int) {
        let wide = self.kind == .ntTransaction
        var holes = Placement(wide)
        writer.body { writer in
            if wide { writer.zeros(3) }
            holes.count(self.totalParameterCount, &writer)
            holes.count(self.totalDataCount, &writer)
            holes.piece(self.parameters.readableBytes, &writer)
            holes.count(self.parameterDisplacement, &writer)
            holes.piece(self.data.readableBytes, &writer)
            holes.count(self.dataDisplacement, &writer)
            if wide { writer.u8(0) }
            if self.kind == .transaction2 { writer.u16(0) }
        } bytes: { writer in
            holes.place(self.parameters, &writer, header: header)
            holes.place(self.data, &writer, header: header)
        }
    }
}

/// Counts of two or four bytes, and the places of the offsets that are filled in once their pieces are written.
struct Placement {
    private let isWide: Bool
    private var offsets: [Int] = []

    init(_ isWide: Bool) { self.isWide = isWide }

    func count(_ value: Int, _ writer: inout WireWriter) {
        if self.isWide { writer.u32(UInt32(clamping: value)) } else { writer.u16(UInt16(clamping: value)) }
    }

    mutating func piece(_ count: Int, _ writer: inout WireWriter) {
        self.count(count, &writer)
        self.offsets.append(writer.count)
        self.count(0, &writer)
    }

    /// Appends the next piece, aligned to four bytes, and says where it lies.
    mutating func place(_ piece: ByteBuffer, _ writer: inout WireWriter, header: Int) {
        guard !self.offsets.isEmpty else { return }
        let hole = self.offsets.removeFirst()
        writer.align(to: 4, from: header)
        let offset = writer.count - header
        if self.isWide {
            writer.buffer.setInteger(UInt32(clamping: offset), at: hole, endianness: .little)
        } else {
            writer.buffer.setInteger(UInt16(clamping: offset), at: hole, endianness: .little)
        }
        writer.bytes(piece)
    }
}
