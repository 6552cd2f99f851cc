// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.47
    func search(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.search(isUnique: false, &chain, into: &reply)
    }

    /// The same as SEARCH, but that FIND_CLOSE ends it. [MS-CIFS] 3.3.5.48
    func find(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.search(isUnique: false, &chain, into: &reply)
    }

    /// One answer, and the search is over. [MS-CIFS] 3.3.5.49
    func findUnique(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.search(isUnique: true, &chain, into: &reply)
    }

    /// [MS-CIFS] 3.3.5.50
    func findClose(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.SearchRequest.init(decoding:text:))
        guard let key = request.resumeKey else { throw .invalidParameter }
        _ = try self.search(key.search)
        self.machine.searches[key.search] = nil
        SMB1.SearchResponse(entries: []).encode(into: &reply)
        return .replied
    }

    private func search(isUnique: Bool, _ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.SearchRequest.init(decoding:text:))
        guard let key = request.resumeKey else {
            let search = try self.beginSearch(for: request.name, SearchAttributes(rawValue: request.attributes), dosWildcards: true)
            return try self.go(on: search, OldPage(request, id: nil, isUnique: isUnique), into: &reply)
        }
        guard !isUnique else { throw .invalidParameter }
        let search: DirectorySearch
        do {
            search = try self.search(key.search)
        } catch {
            // It gave way to a newer one.
            throw .noMoreFiles
        }
        try search.resume(behind: key.entry)
        return try self.go(on: search, OldPage(request, id: key.search, isUnique: false), into: &reply)
    }

    private func go(on search: DirectorySearch, _ page: OldPage, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let wanted = page.entryCount - search.pending.count
        guard let work = search.reading(wanted) else { return try self.write(page, of: search, into: &reply) }
        return .blocking(work) { (value, _, reply) throws(NTStatus) in
            // The tree may be gone meanwhile, and what was read with it.
            guard self.session.trees[self.tree.id] === self.tree else { throw .smbBadTID }
            guard case .entries(let entries) = value else { throw .internalError }
            search.add(entries)
            if entries.count < wanted { search.end() }
            return try self.write(page, of: search, into: &reply)
        }
    }

    private func write(_ page: OldPage, of search: DirectorySearch, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let found = search.pending.prefix(page.entryCount)
        guard !found.isEmpty else {
            guard page.id != nil else { throw .noMoreFiles }
            // The end of a search that found something is no error. It stays: a client may go back in it.
            SMB1.SearchResponse(entries: []).encode(into: &reply)
            return .replied
        }
        search.send(found.count)
        var id = page.id ?? 0
        if page.id == nil, !page.isUnique { id = try self.machine.keep(search) }
        let hasLongNames = self.header.flags2.contains(.longNames)
        SMB1.SearchResponse(
            entries: found.map { found in
                let name = ShortName.make(for: found.entry.name)
                return SMB1.SearchEntry(
                    resumeKey: SMB1.ResumeKey(search: id, entry: found.key, clientState: page.clientState),
                    attributes: UInt8(truncatingIfNeeded: found.entry.metadata.dosAttributes),
                    lastWrite: SMB1.DateTime(found.entry.metadata.lastWriteTime), fileSize: found.entry.metadata.dosSize,
                    name: hasLongNames ? name : name.uppercased())
            }
        ).encode(into: &reply)
        return .replied
    }
}

/// One answer to SEARCH, FIND or FIND_UNIQUE.
private struct OldPage {
    /// Of a search that goes on.
    let id: UInt16?
    let isUnique: Bool
    /// What the client keeps in its resume keys.
    let clientState: UInt32
    let entryCount: Int

    init(_ request: SMB1.SearchRequest, id: UInt16?, isUnique: Bool) {
        self.id = id
        self.isUnique = isUnique
        self.clientState = request.resumeKey?.clientState ?? 0
        let room = Int(SMB1Agreement.maximumBuffer) - SMB1.Header.size - SMB1.SearchResponse.overhead
        self.entryCount = min(max(1, request.count), room / SMB1.SearchEntry.size)
    }
}
