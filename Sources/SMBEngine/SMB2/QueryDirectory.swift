// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.18
    func queryDirectory(_ request: SMB2.QueryDirectoryRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        let file = try open.file()
        guard file.handle.isDirectory else { throw .invalidParameter }
        guard let format = DirectoryInformationClass(request.fileInformationClass) else { throw .invalidInfoClass }
        try open.require(anyOf: .listDirectory)
        let limit = try self.count(request.outputBufferLength)
        guard limit >= format.fixedSize else { throw .infoLengthMismatch }

        let listing = try self.listing(of: open, file, request)
        let page = DirectoryPage(format: format, limit: limit, isSingle: request.flags.contains(.returnSingleEntry))
        let wanted = page.entryEstimate - listing.leftovers.count
        guard let scan = listing.scan, !listing.hasEnded, wanted > page.entryEstimate / 2 else {
            return try page.write(listing, into: &reply, base: base)
        }
        let pattern = listing.pattern.expression == "*" ? nil : listing.pattern
        let work = BlockingWork { () throws(NTStatus) in .entries(try scan.nextBlocking(wanted, matching: pattern)) }
        return .blocking(work) { (value, reply, base) throws(NTStatus) in
            guard case .entries(let entries) = value else { throw .internalError }
            listing.add(entries)
            return try page.write(listing, into: &reply, base: base)
        }
    }

    /// The listing that goes on, or a new one.
    private func listing(of open: Open, _ file: OpenFile, _ request: SMB2.QueryDirectoryRequest) throws(NTStatus) -> DirectoryListing {
        if let listing = open.listing, request.flags.isDisjoint(with: [.restartScans, .reopen]) { return listing }
        let expression = request.pattern.isEmpty ? "*" : request.pattern
        guard expression.utf16.count <= 255, expression.utf8.allSatisfy({ $0 >= 0x20 && !#"\/:|"#.utf8.contains($0) }) else {
            throw .objectNameInvalid
        }
        let pattern = WildcardPattern(expression)
        // One name needs no scan. `.` and `..` are no names that the store would look up.
        let isName = !pattern.hasWildcards && expression != "." && expression != ".."
        let listing = DirectoryListing(pattern, scan: isName ? nil : try SharedScan(file))
        if isName, let entry = try file.handle.entry(named: expression) { listing.add([entry]) }
        open.listing = listing
        return listing
    }
}

/// One answer to QUERY_DIRECTORY: as many entries as fit.
private struct DirectoryPage {
    let format: DirectoryInformationClass
    let limit: Int
    let isSingle: Bool

    /// Names of some twelve letters are usual. What is read and does not fit waits for the next answer.
    var entryEstimate: Int {
        self.isSingle ? 1 : min(max(1, self.limit / (self.format.fixedSize + 24)), ConnectionLimits.entriesPerScan)
    }

    func write(_ listing: DirectoryListing, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        guard !listing.leftovers.isEmpty else { throw listing.hasMatched ? .noMoreFiles : .noSuchFile }
        let payload = SMB2.QueryDirectoryResponse.begin(in: &reply, base: base)
        var previous: Int?
        var written = 0
        for entry in listing.leftovers {
            let fields = DirectoryEntryFields(entry)
            guard self.format.fits(fields, in: reply, base: payload.start, limit: self.limit) else { break }
            self.format.append(fields, to: &reply, base: payload.start, previous: &previous)
            written += 1
            if self.isSingle { break }
        }
        payload.finish(in: &reply)
        // Not even one entry fits: the client has to come back with a larger buffer.
        guard written > 0 else { throw .infoLengthMismatch }
        listing.drop(written)
        return .replied
    }
}

extension DirectoryEntryFields {
    fileprivate init(_ entry: DirectoryEntry) {
        let metadata = entry.metadata
        self.init(
            name: entry.name, creationTime: metadata.creationTime, lastAccessTime: metadata.lastAccessTime,
            lastWriteTime: metadata.lastWriteTime, changeTime: metadata.changeTime, endOfFile: metadata.endOfFile,
            allocationSize: metadata.allocationSize, attributes: metadata.wireAttributes, eaSize: entry.eaSize,
            fileID: metadata.identity.file)
    }
}
