// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 IOCTL") struct IOControlTests {
    static let request = GoldenMessage(
        SMB2.IOControlRequest.self, from: "libsmb2, a pipe transaction",
        """
        fe534d4240000100000000000b00010000000000000000000500000000000000fffe00002e18fb92a17103de00000000000000000000000000000000
        000000003900000017c01100c819502500000000fd8de79a000000007800000048000000000000000000000000000000ffff00000100000000000000
        05000b0310000000480000000200000000800080000000000100000000000100c84f324b7016d30112785a47bf6ee18803000000045d888aeb1cc911
        9fe808002b10486002000000
        """)
    static let response = GoldenMessage(
        SMB2.IOControlResponse.self, from: "smbd 4.17, a pipe transaction",
        """
        fe534d4240000100000000000b00010001000000000000000500000000000000fffe00002e18fb92a17103de00000000000000000000000000000000
        000000003100000017c01100c819502500000000fd8de79a0000000070000000000000007000000044000000000000000000000005000c0310000000
        4400000002000000d016d01618e100000d005c706970655c73727673766300000100000000000000045d888aeb1cc9119fe808002b10486002000000
        """)
    static let emptyRequest = GoldenMessage(
        SMB2.IOControlRequest.self, from: "linux-cifs 6.1, network interfaces", padding: 1, variation: "it gives no offset for no input",
        """
        fe534d4240000100000000000b000a00000000000000000006000000000000007900000024283d14dabb04f600000000000000000000000000000000
        0000000039000000fc011400ffffffffffffffffffffffffffffffff0000000000000000000000000000000000000000004000000100000000000000
        00
        """)
    static let emptyResponse = GoldenMessage(
        SMB2.IOControlResponse.self, from: "smbd 4.17, network interfaces",
        """
        fe534d4240000100000000000b000a00010000000000000006000000000000007900000024283d14dabb04f600000000000000000000000000000000
        0000000031000000fc011400ffffffffffffffffffffffffffffffff70000000000000007000000098000000000000000000000000000000ffffffff
        000000000000000000ca9a3b00000000020000007f000001000000000000000000000000000000000000000000000000000000000000000000000000
        000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
        000000000000000000000000000000000000000000000000
        """)
    static let validateRequest = GoldenMessage(
        SMB2.IOControlRequest.self, from: "smbclient 4.17, validate negotiate", variation: "it gives an offset for no output",
        """
        fe534d4240000100000000000b0001000800000000000000040000000000000000000000f2e6633ee8d8cdc9000000000620889d673892f799f91153
        cce642de3900000004021400ffffffffffffffffffffffffffffffff780000001c000000000000007800000000000000180000000100000000000000
        000000009a73f334c822534dae97ccbe4f9f52c40100020002021002
        """)
    static let validateResponse = GoldenMessage(
        SMB2.IOControlResponse.self, from: "smbd 4.17, validate negotiate",
        """
        fe534d4240000100000000000b0001000900000000000000040000000000000000000000f2e6633ee8d8cdc900000000bb54063b5b241d3b477a346a
        d3e937413100000004021400ffffffffffffffffffffffffffffffff7000000000000000700000001800000000000000000000000700000062656e63
        68737276000000000000000001001002
        """)

    static let goldens = [request, response, emptyRequest, emptyResponse, validateRequest, validateResponse]

    @Test func theRequestSaysWhatToDoWithWhichInput() throws {
        let request = try Self.request.decoded(as: SMB2.IOControlRequest.self)
        #expect(request.ctlCode == .pipeTransceive)
        #expect(request.isFsctl)
        #expect(request.input.readableBytes == 72)
        #expect(request.maximumInputResponse == 0)
        #expect(request.maximumOutputResponse == 65535)
        #expect(try Self.emptyRequest.decoded(as: SMB2.IOControlRequest.self).ctlCode == .queryNetworkInterfaceInfo)
        #expect(try Self.emptyRequest.decoded(as: SMB2.IOControlRequest.self).file == .related)
    }

    @Test func theResponseHasTheOutput() throws {
        let response = try Self.response.decoded(as: SMB2.IOControlResponse.self)
        #expect(response.ctlCode == .pipeTransceive)
        #expect(response.output.readableBytes == 68)
    }

    @Test("the output's length is a count of what was appended", arguments: [0, 1, 4096])
    func outputCanBeAppendedInPlace(_ count: Int) throws {
        var writer = WireWriter()
        SMB2.Header(command: .ioControl, flags: .response, messageID: 1).encode(into: &writer)
        let payload = SMB2.IOControlResponse.begin(ctlCode: .pipeTransceive, file: .related, in: &writer, base: 0)
        writer.zeros(count)
        #expect(payload.finish(in: &writer) == count)
        var reader = WireReader(writer.buffer)
        _ = try SMB2.Header(decoding: &reader)
        #expect(try SMB2.IOControlResponse(decoding: &reader).output.readableBytes == count)
    }
}
