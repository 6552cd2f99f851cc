// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("WRITE") struct WriteTests {
    private let store = InMemoryStore()
    private let client: TestClient

    init() throws {
        try self.store.put("file", "0123456789")
        self.client = try TestServer(store: self.store).connectedClient()
    }

    @Test func bytesArriveWhereTheyShould() throws {
        let file = try self.client.open("file")
        #expect(try self.client.write(file, at: 2, "ab") == 2)
        #expect(try self.client.write(file, at: 12, "cd") == 2)
        #expect(self.store.text("file") == "01ab456789\0\0cd")
        #expect(try self.client.write(file, at: 5, "") == 0)
        try self.client.flush(file)
    }

    @Test("write-through, asked for by the request or by the open", arguments: [CreateOptions.writeThrough, []])
    func writeThrough(_ options: CreateOptions) throws {
        let file = try self.client.open("file", options: options)
        #expect(try self.client.write(file, at: 0, ByteBuffer(string: "x"), flags: options == [] ? .writeThrough : []) == 1)
        #expect(self.store.text("file") == "x123456789")
    }

    @Test func appendingWritesAtTheEndWhereverItIsAsked() throws {
        let file = try self.client.open("file", .appendData, .open)
        #expect(try self.client.write(file, at: 0, "ab") == 2)
        #expect(try self.client.write(file, at: .max, "cd") == 2)
        #expect(self.store.text("file") == "0123456789abcd")
    }

    @Test(
        "no offset overflows",
        arguments: [UInt64(Int64.max), UInt64(Int64.max) - 1, UInt64(Int64.max) + 1, UInt64.max - 1, UInt64.max])
    func offsets(_ offset: UInt64) throws {
        let file = try self.client.open("file")
        #expect(throws: NTStatus.invalidParameter) { try self.client.write(file, at: offset, "ab") }
    }

    @Test func writingNeedsTheRightAndAFile() throws {
        let reader = try self.client.open("file", .genericRead)
        #expect(throws: NTStatus.accessDenied) { try self.client.write(reader, "x") }
        #expect(throws: NTStatus.accessDenied) { try self.client.flush(reader) }
        let folder = try self.client.open("", .genericAll, .open)
        #expect(throws: NTStatus.invalidDeviceRequest) { try self.client.write(folder, "x") }
    }
}
