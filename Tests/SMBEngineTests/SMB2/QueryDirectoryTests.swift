// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("QUERY_DIRECTORY") struct QueryDirectoryTests {
    private let store = InMemoryStore()
    private let client: TestClient
    private let folder: SMB2.FileID

    init() throws {
        for name in ["alpha.txt", "beta.TXT", "gamma.doc", "sub/inside"] { try self.store.put(name, name) }
        self.client = try TestServer(store: self.store).connectedClient()
        self.folder = try self.client.open("", .genericRead, .open)
    }

    @Test(
        "patterns",
        arguments: [
            ("*", [".", "..", "alpha.txt", "beta.TXT", "gamma.doc", "sub"]),
            ("", [".", "..", "alpha.txt", "beta.TXT", "gamma.doc", "sub"]),
            ("*.txt", ["alpha.txt", "beta.TXT"]), ("ALPHA.TXT", ["alpha.txt"]), ("?ub", ["sub"]), ("<\"doc", ["gamma.doc"]),
        ])
    func patterns(_ pattern: String, _ names: [String]) throws {
        #expect(try self.client.list(self.folder, pattern) == names)
    }

    @Test("every class tells the same files", arguments: DirectoryInformationClass.allCases)
    func classes(_ format: DirectoryInformationClass) throws {
        let entries = try self.client.queryDirectory(self.folder, "*.*", format)
        #expect(entries.map(\.name).suffix(3) == ["alpha.txt", "beta.TXT", "gamma.doc"])
        if format != .names { #expect(entries.last?.endOfFile == 9) }
    }

    @Test("a small buffer takes more requests and loses nothing", arguments: [150, 300, 1000] as [UInt32])
    func pages(_ limit: UInt32) throws {
        for number in 0..<100 { try self.store.put("many/file number \(number) with a rather long name.txt") }
        let many = try self.client.open("many", .genericRead, .open)
        #expect(try self.client.list(many, limit: max(limit, 200)).count == 102)
        #expect(try self.client.queryDirectory(many, flags: [.restartScans, .returnSingleEntry]).map(\.name) == ["."])
        #expect(try self.client.queryDirectory(many, flags: .returnSingleEntry).map(\.name) == [".."])
    }

    @Test func theEndIsToldFromNothingAtAll() throws {
        #expect(throws: NTStatus.noSuchFile) { try self.client.queryDirectory(self.folder, "*.none") }
        #expect(throws: NTStatus.noSuchFile) { try self.client.queryDirectory(self.folder, "none", flags: .restartScans) }
        #expect(try self.client.queryDirectory(self.folder, "sub", flags: .reopen).map(\.name) == ["sub"])
        #expect(throws: NTStatus.noMoreFiles) { try self.client.queryDirectory(self.folder, "sub") }
        // A listing keeps its pattern until it is restarted.
        #expect(throws: NTStatus.noMoreFiles) { try self.client.queryDirectory(self.folder, "*") }
        #expect(try self.client.queryDirectory(self.folder, "*", flags: .restartScans).count == 6)
    }

    @Test(
        "patterns that name something elsewhere, or nothing",
        arguments: [#"sub\inside"#, "../x", #"..\*"#, "a/b", "a:b", "a|b", "a\u{0}", "a\u{1F}", String(repeating: "a", count: 256)])
    func badPatterns(_ pattern: String) {
        #expect(throws: NTStatus.objectNameInvalid) { try self.client.queryDirectory(self.folder, pattern) }
    }

    @Test func aBufferThatHoldsNoEntryIsRefused() throws {
        #expect(throws: NTStatus.infoLengthMismatch) { try self.client.queryDirectory(self.folder, limit: 103) }
        #expect(throws: NTStatus.infoLengthMismatch) { try self.client.queryDirectory(self.folder, "gamma.doc", limit: 110) }
        #expect(throws: NTStatus.invalidInfoClass) {
            try self.client.request(.queryDirectory) {
                SMB2.QueryDirectoryRequest(
                    fileInformationClass: .basic, file: self.folder, outputBufferLength: 1000, pattern: "*"
                ).encode(into: &$0, base: $1)
            }.body { (reader) throws(WireError) in try SMB2.QueryDirectoryResponse(decoding: &reader) }
        }
    }

    @Test("CVE-2020-14318: listing needs the right to list, and a directory")
    func access() throws {
        let attributes = try self.client.open("", [.readAttributes, .synchronize], .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.queryDirectory(attributes) }
        let file = try self.client.open("alpha.txt", .genericRead, .open)
        #expect(throws: NTStatus.invalidParameter) { try self.client.queryDirectory(file) }
    }
}
