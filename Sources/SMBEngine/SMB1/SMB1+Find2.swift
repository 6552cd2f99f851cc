// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// TRANS2_FIND_FIRST2. [MS-CIFS] 2.2.6.2, 3.3.5.57.3
    func findFirst2(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let text = self.command.text
        let find = try request.read(\.parameters) { (reader) throws(WireError) in
            try SMB1.FindFirst2Request(decoding: &reader, text)
        }
        guard let level = SMB1.FindLevel(rawValue: find.level) else { throw .invalidLevel }
        let search = try self.beginSearch(for: find.name, SearchAttributes(rawValue: find.attributes), dosWildcards: false)
        var page = FindPage(request: request, level: level, flags: find.flags, count: find.count, isFirst: true, id: nil)
        page.attributeNames = try Self.attributeNames(level, request)
        return try self.go(on: search, page, &chain, into: &reply)
    }

    /// TRANS2_FIND_NEXT2. [MS-CIFS] 2.2.6.3, 3.3.5.57.4
    func findNext2(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let text = self.command.text
        let find = try request.read(\.parameters) { (reader) throws(WireError) in
            try SMB1.FindNext2Request(decoding: &reader, text)
        }
        guard let level = SMB1.FindLevel(rawValue: find.level) else { throw .invalidLevel }
        let search = try self.search(find.search)
        if !find.flags.contains(.continueFromLast) {
            if find.name.isEmpty { try search.resume(behind: find.resumeKey) } else { search.resume(behind: find.name) }
        }
        var page = FindPage(request: request, level: level, flags: find.flags, count: find.count, isFirst: false, id: find.search)
        page.attributeNames = try Self.attributeNames(level, request)
        return try self.go(on: search, page, &chain, into: &reply)
    }

    func findClose2(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let id = try self.command.decode { (body, _) throws(WireError) in
            try body.withWords([1]) { (reader) throws(WireError) in try reader.u16("SearchHandle") }
        }
        _ = try self.search(id)
        self.machine.searches[id] = nil
        reply.body { _ in }
        return .replied
    }

    private static func attributeNames(_ level: SMB1.FindLevel, _ request: SMB1.TransactionRequest) throws(NTStatus) -> [[UInt8]] {
        guard level == .queryEAsFromList, request.data.readableBytes > 0 else { return [] }
        return try request.read(\.data) { (reader) throws(WireError) in try SMB1.GEAList(decoding: &reader).names }
    }

    private func go(
        on search: DirectorySearch, _ page: FindPage, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard let work = search.reading(page.entryCount - search.pending.count) else {
            return try self.write(page, of: search, &chain, into: &reply)
        }
        let wanted = page.entryCount - search.pending.count
        return .blocking(work) { (value, chain, reply) throws(NTStatus) in
            // The tree may be gone meanwhile, and what was read with it.
            guard self.session.trees[self.tree.id] === self.tree else { throw .smbBadTID }
            guard case .entries(let entries) = value else { throw .internalError }
            search.add(entries)
            if entries.count < wanted { search.end() }
            return try self.write(page, of: search, &chain, into: &reply)
        }
    }

    private func write(
        _ page: FindPage, of search: DirectorySearch, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        if page.isFirst, search.pending.isEmpty { throw .noSuchFile }
        let limit = min(page.request.maximumDataCount, ConnectionLimits.transactionData)
        var entries = FindEntries(page.level, self.command.text, hasResumeKeys: page.flags.contains(.returnResumeKeys), limit: limit)
        for found in search.pending.prefix(page.entryCount) {
            guard entries.append(DirectoryEntryFields(found), attributes: self.attributes(of: found, search, page)) else { break }
        }
        // Not even one fits: the client must come back with a larger buffer.
        if entries.count == 0, !search.pending.isEmpty { throw .infoLengthMismatch }
        search.send(entries.count)
        let isEnd = search.hasEnded && search.pending.isEmpty
        let closes = page.flags.contains(.closeAfterRequest) || (isEnd && page.flags.contains(.closeAtEnd))
        var id = page.id
        if closes, let old = id { self.machine.searches[old] = nil }
        if page.isFirst, !closes { id = try self.machine.keep(search) }

        var answer = TransactionAnswer(parameters: { writer in
            // A search that is closed at once has a number too, which names nothing.
            if page.isFirst { writer.u16(id ?? 0) }
            writer.u16(UInt16(clamping: entries.count))
            writer.u16(isEnd ? 1 : 0)
            writer.u16(0)  // EaErrorOffset
            writer.u16(UInt16(clamping: entries.lastOffset))
        })
        answer.data = entries.writer.buffer
        return try self.answer(page.request, with: answer, &chain, &reply)
    }

    /// The extended attributes of an entry, where the level asks for them.
    private func attributes(of found: DirectorySearch.Found, _ search: DirectorySearch, _ page: FindPage) -> ByteBuffer {
        guard page.level == .queryEAsFromList else { return ByteBuffer() }
        var writer = WireWriter()
        self.extendedAttributes(of: found.entry.name, in: search.folder, named: page.attributeNames).encode(into: &writer)
        return writer.buffer
    }
}

/// One answer to FIND_FIRST2 or FIND_NEXT2.
private struct FindPage {
    let request: SMB1.TransactionRequest
    let level: SMB1.FindLevel
    let flags: SMB1.FindFlags
    let count: Int
    let isFirst: Bool
    /// Of a search that goes on.
    let id: UInt16?
    /// Extended attributes that the level shows.
    var attributeNames: [[UInt8]] = []

    /// As many as are asked for, and as many as are likely to fit.
    var entryCount: Int {
        let room = min(self.request.maximumDataCount, ConnectionLimits.transactionData)
        return min(max(1, self.count), max(1, room / self.level.usualEntrySize))
    }
}

extension DirectoryEntryFields {
    init(_ found: DirectorySearch.Found) {
        let (metadata, name) = (found.entry.metadata, found.entry.name)
        self.init(
            name: name, shortName: ShortName.isShort(name) ? "" : ShortName.make(for: name), fileIndex: found.key,
            creationTime: metadata.creationTime, lastAccessTime: metadata.lastAccessTime,
            lastWriteTime: metadata.lastWriteTime, changeTime: metadata.changeTime, endOfFile: metadata.endOfFile,
            allocationSize: metadata.allocationSize, attributes: metadata.wireAttributes, eaSize: found.entry.eaSize,
            fileID: metadata.identity.file)
    }
}
