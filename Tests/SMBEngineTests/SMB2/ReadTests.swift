// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("READ") struct ReadTests {
    private let store = InMemoryStore()
    private let client: TestClient
    private let file: SMB2.FileID

    init() throws {
        try self.store.put("file", "0123456789")
        self.client = try TestServer(store: self.store).connectedClient()
        self.file = try self.client.open("file", .genericRead, .open)
    }

    @Test(
        "what is there, as far as it goes",
        arguments: [(0, 10, "0123456789"), (3, 4, "3456"), (8, 100, "89"), (0, 0, ""), (10, 0, "")] as [(UInt64, UInt32, String)])
    func reads(_ offset: UInt64, _ length: UInt32, _ expected: String) throws {
        #expect(try String(buffer: self.client.read(self.file, at: offset, length)) == expected)
    }

    @Test func thePositionIsWhereTheLastReadEnded() throws {
        _ = try self.client.read(self.file, at: 8, 100)
        let position = try self.client.information(of: self.file, .position) { (reader) throws(WireError) in
            try FilePositionInformation(decoding: &reader)
        }
        #expect(position.currentByteOffset == 10)
    }

    @Test("a device that has to be waited for changes nothing in the answer")
    func cold() throws {
        self.store.isCold = true
        #expect(try String(buffer: self.client.read(self.file, at: 2, 4)) == "2345")
        #expect(throws: NTStatus.endOfFile) { try self.client.read(self.file, at: 10, 4) }
    }

    @Test(
        "what is refused",
        arguments: [
            (10, 1, 0, .endOfFile), (8, 4, 3, .endOfFile), (UInt64(Int64.max), 1, 0, .invalidParameter), (.max, 1, 0, .invalidParameter),
            (UInt64(Int64.max) - 1, 0, 0, nil),
        ] as [(UInt64, UInt32, UInt32, NTStatus?)])
    func refuses(_ offset: UInt64, _ length: UInt32, _ minimum: UInt32, _ status: NTStatus?) {
        if let status {
            #expect(throws: status) { try self.client.read(self.file, at: offset, length, minimum: minimum) }
        } else {
            #expect(throws: Never.self) { try self.client.read(self.file, at: offset, length, minimum: minimum) }
        }
    }

    @Test func readingNeedsTheRightAndAFile() throws {
        let writer = try self.client.open("file", .genericWrite)
        #expect(throws: NTStatus.accessDenied) { try self.client.read(writer, 1) }
        let folder = try self.client.open("", .genericRead, .open)
        #expect(throws: NTStatus.invalidDeviceRequest) { try self.client.read(folder, 1) }
    }

    @Test func nobodyReadsMoreThanWasNegotiated() {
        #expect(throws: NTStatus.invalidParameter) { try self.client.read(self.file, (8 << 20) + 1) }
    }
}
