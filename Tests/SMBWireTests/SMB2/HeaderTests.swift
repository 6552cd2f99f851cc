// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 header") struct HeaderTests {
    @Test func everyFieldHasItsPlace() throws {
        let frame = ByteBuffer(
            hex: "fe534d42 4000 0100 22 0000 c0 0300 1f00 09000000 68000000 0700000000000000 00000000 05000000 1122334455667788"
                + "0102030405060708 090a0b0c0d0e0f10")
        let header = try SMB2.Header.decode(from: frame)
        #expect(
            header
                == SMB2.Header(
                    creditCharge: 1, status: .accessDenied, command: .treeConnect, credits: 31, flags: [.response, .signed],
                    nextCommand: 104, messageID: 7, treeID: 5, sessionID: 0x8877_6655_4433_2211, signatureLow: 0x0807_0605_0403_0201,
                    signatureHigh: 0x100F_0E0D_0C0B_0A09))
        var writer = WireWriter()
        header.encode(into: &writer)
        #expect(writer.buffer == frame)
    }

    @Test func anAsyncHeaderHasNoTree() throws {
        var writer = WireWriter()
        let header = SMB2.Header(command: .read, flags: .async, messageID: 1, treeID: 0, asyncID: 0x1234_5678_9ABC_DEF0)
        header.encode(into: &writer)
        #expect(try SMB2.Header.decode(from: writer.buffer) == header)
    }

    @Test("another protocol, another size and a short header are refused", arguments: [0, 4])
    func refusesOtherHeaders(_ index: Int) {
        var writer = WireWriter()
        SMB2.Header(command: .echo, messageID: 1).encode(into: &writer)
        var frame = writer.buffer
        frame.setInteger(UInt8(0xFD), at: index)
        #expect(throws: WireError.self) { try SMB2.Header.decode(from: frame) }
        #expect(throws: WireError.self) { try SMB2.Header.decode(from: writer.buffer, at: 1) }
    }

    @Test func patchesMeetTheirFields() throws {
        var writer = WireWriter(ByteBuffer(repeating: 0xEE, count: 8))
        var header = SMB2.Header(command: .echo, messageID: 1)
        header.encode(into: &writer)
        var buffer = writer.buffer
        header.status = .fileClosed
        header.credits = 512
        header.flags = [.response, .related]
        header.nextCommand = 72
        header.signatureLow = 1
        header.signatureHigh = 2
        SMB2.Header.setStatus(header.status, in: &buffer, at: 8)
        SMB2.Header.setCredits(header.credits, in: &buffer, at: 8)
        SMB2.Header.setFlags(header.flags, in: &buffer, at: 8)
        SMB2.Header.setNextCommand(header.nextCommand, in: &buffer, at: 8)
        SMB2.Header.setSignature(low: 1, high: 2, in: &buffer, at: 8)
        #expect(try SMB2.Header.decode(from: buffer, at: 8) == header)
        #expect(buffer.readableBytes == 8 + SMB2.Header.size)
    }
}
