// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Synchronization

/// Where QUERY_DIRECTORY stands on one open: EnumerationLocation and EnumerationSearchPattern. [MS-SMB2] 3.3.1.10
final class DirectoryListing {
    let pattern: WildcardPattern
    /// `nil`: one name was asked for, and looked up.
    let scan: SharedScan?
    /// Read from the directory, but not sent yet: they did not fit.
    private(set) var leftovers: ArraySlice<DirectoryEntry> = []
    private(set) var hasEnded: Bool
    /// Whether any name matched: an empty listing ends with another status than an exhausted one.
    private(set) var hasMatched = false

    init(_ pattern: WildcardPattern, scan: SharedScan?) {
        self.pattern = pattern
        self.scan = scan
        self.hasEnded = scan == nil
    }

    func add(_ entries: [DirectoryEntry]) {
        if entries.isEmpty { self.hasEnded = true } else { self.hasMatched = true }
        self.leftovers.append(contentsOf: entries)
    }

    /// Removes what was sent.
    func drop(_ count: Int) { self.leftovers = self.leftovers.dropFirst(count) }
}

/// A scan that a client may ask on with several requests at once: the pool takes them one after the other.
final class SharedScan: Sendable {
    private let scan: Mutex<any DirectoryScan>
    /// Keeps the directory open while the pool reads it.
    private let file: OpenFile

    init(_ file: OpenFile) throws(NTStatus) {
        self.file = file
        self.scan = Mutex(try file.handle.scan())
    }

    /// Looks through the directory anew, and goes on behind the entry of this name: what has come meanwhile is found. Where the name is
    /// gone, the scan goes on as it was.
    func restartBlocking(behind name: String) throws(NTStatus) {
        try self.scan.withLock { (scan) throws(NTStatus) in
            let fresh = try self.file.handle.scan()
            if try !fresh.nextBlocking(1, matching: WildcardPattern(name)).isEmpty { scan = fresh }
        }
    }

    func nextBlocking(_ limit: Int, matching pattern: WildcardPattern?) throws(NTStatus) -> [DirectoryEntry] {
        try self.scan.withLock { (scan) throws(NTStatus) in try scan.nextBlocking(limit, matching: pattern) }
    }
}
