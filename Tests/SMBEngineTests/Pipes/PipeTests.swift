// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("The pipe srvsvc") struct PipeTests {
    private let client: TestClient

    init() throws {
        let hidden = ShareDefinition(name: "hidden", readers: ["somebody"], store: InMemoryStore())
        self.client = try TestServer(shares: [hidden]).connectedClient(to: "IPC$")
    }

    @Test(
        "CVE-2017-7494, CVE-2023-3961: only a pipe's name opens a pipe",
        arguments: [
            (#"..\srvsvc"#, .objectNameInvalid), ("/tmp/evil.so", .objectNameInvalid), (#"pipe\srvsvc"#, .objectNameInvalid),
            (#"\srvsvc"#, .objectNameInvalid), ("lsarpc", .objectNameNotFound), ("", .objectNameNotFound),
            ("srvsvc:x", .objectNameNotFound),
        ] as [(String, NTStatus)])
    func names(_ name: String, _ status: NTStatus) throws {
        #expect(throws: status) { try self.client.create(name, .genericRead, .open) }
        #expect(throws: Never.self) { try self.client.create("SrvSvc", [.genericRead, .genericWrite], .open) }
    }

    private static let bind: [UInt8] = [
        5, 0, 11, 3, 0x10, 0, 0, 0, 72, 0, 0, 0, 1, 0, 0, 0, 0xB8, 0x10, 0xB8, 0x10, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0,
        // 4b324fc8-1670-01d3-1278-5a47bf6ee188, version 3
        0xC8, 0x4F, 0x32, 0x4B, 0x70, 0x16, 0xD3, 0x01, 0x12, 0x78, 0x5A, 0x47, 0xBF, 0x6E, 0xE1, 0x88, 3, 0, 0, 0,
        // NDR 2.0
        0x04, 0x5D, 0x88, 0x8A, 0xEB, 0x1C, 0xC9, 0x11, 0x9F, 0xE8, 0x08, 0x00, 0x2B, 0x10, 0x48, 0x60, 2, 0, 0, 0,
    ]

    @Test func aBindIsAcknowledgedByReadAndByTransceive() throws {
        let pipe = try self.client.open("srvsvc", [.genericRead, .genericWrite], .open)
        #expect(throws: NTStatus.pipeEmpty) { try self.client.read(pipe, 1024) }
        try self.client.write(pipe, ByteBuffer(bytes: Self.bind))
        let answer = try self.client.read(pipe, 1024)
        #expect(answer.getInteger(at: answer.readerIndex + 2, as: UInt8.self) == 12)

        let second = try self.client.open("srvsvc", [.genericRead, .genericWrite], .open)
        let reply = try self.client.ioControl(second, .pipeTransceive, ByteBuffer(bytes: Self.bind))
        let output = try reply.body { (reader) throws(WireError) in try SMB2.IOControlResponse(decoding: &reader) }.output
        #expect(output.getInteger(at: output.readerIndex + 2, as: UInt8.self) == 12)
    }

    @Test func aLongMessageComesInParts() throws {
        let pipe = try self.client.open("srvsvc", [.genericRead, .genericWrite], .open)
        let reply = try self.client.ioControl(pipe, .pipeTransceive, ByteBuffer(bytes: Self.bind), limit: 16)
        #expect(reply.status == .bufferOverflow)
        #expect(try self.client.ioControl(pipe, .pipeTransceive, ByteBuffer(bytes: Self.bind)).status == .pipeBusy)
        #expect(try self.client.read(pipe, 4096).readableBytes > 0)
    }

    @Test func rubbishBreaksThePipe() throws {
        let pipe = try self.client.open("srvsvc", [.genericRead, .genericWrite], .open)
        #expect(throws: NTStatus.pipeDisconnected) { try self.client.write(pipe, ByteBuffer(repeating: 0xFF, count: 64)) }
        #expect(throws: NTStatus.pipeDisconnected) { try self.client.write(pipe, ByteBuffer(bytes: Self.bind)) }
    }

    @Test func pipesNeedTheirRightsToo() throws {
        let reader = try self.client.open("srvsvc", .readData, .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.write(reader, ByteBuffer(bytes: Self.bind)) }
        let writer = try self.client.open("srvsvc", .writeData, .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.read(writer, 10) }
    }
}
