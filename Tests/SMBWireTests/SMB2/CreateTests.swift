// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 CREATE") struct CreateTests {
    static let rootRequest = GoldenMessage(
        SMB2.CreateRequest.self, from: "impacket, the share's root", padding: 1,
        """
        fe534d42400001000000000005007f0000000000000000000400000000000000000000008251d3ef49e389ee00000000000000000000000000000000
        000000003900000002000000000000000000000000000000000000008100000000000000070000000100000021000000780000000000000000000000
        00
        """)
    static let request = GoldenMessage(
        SMB2.CreateRequest.self, from: "libsmb2", padding: 6, variation: "it pads to a multiple of eight",
        """
        fe534d4240000100000000000500010000000000000000000400000000000000fffe0000ca607e91fbd7b72000000000000000000000000000000000
        000000003900000002000000000000000000000000000000000000008900000000000000030000000100000040000000780012000000000000000000
        680065006c006c006f002e00740078007400000000000000
        """)
    static let contextRequest = GoldenMessage(
        SMB2.CreateRequest.self, from: "linux-cifs 6.1",
        variation: "it writes an empty name as eight zeros before the contexts",
        """
        fe534d42400001000000000005000a00000000000000000005000000000000007900000024283d14dabb04f600000000000000000000000000000000
        000000003900000002000000000000000000000000000000000000008000000000000000070000000100000000000000780000008000000018000000
        0000000000000000000000001000040000000000000000005146696400000000
        """)
    static let leaseRequest = GoldenMessage(
        SMB2.CreateRequest.self, from: "linux-cifs 6.1, with three contexts", variation: "it pads the name with another eight zeros",
        """
        fe534d42400001000000000005000a0000000000000000001a000000000000000100000024283d14dabb04f600000000000000000000000000000000
        00000000390000ff0200000000000000000000000000000000000000800000400000000007000000050000004000000078001a009800000090000000
        660072006f006d006c0069006e00750078002e007400780074000000000000005000000010000400000018003400000052714c7300000000dd4e49a2
        dabb4ba4b2a083e1f15e7f76070000000000000000000000000000000000000000000000000000000000000000000000000000002800000010000400
        000018001000000044486e510000000000000000000000000000000000000000000000001000040000000000000000005146696400000000
        """)
    static let response = GoldenMessage(
        SMB2.CreateResponse.self, from: "smbd 4.17",
        """
        fe534d4240000100000000000500010001000000000000000400000000000000fffe0000ca607e91fbd7b72000000000000000000000000000000000
        000000005900000001000000992719b63c79dd0112d92ab63c79dd01992719b63c79dd01992719b63c79dd0100100000000000000600000000000000
        80000000000000002ccccc2c00000000af7c9424000000000000000000000000
        """)
    static let contextResponse = GoldenMessage(
        SMB2.CreateResponse.self, from: "smbd 4.17, with a file id on disk",
        """
        fe534d42400001000000000005000a00010000000000000005000000000000007900000024283d14dabb04f600000000000000000000000000000000
        000000005900000001000000db34b2923e79dd011b465b933e79dd01db34b2923e79dd01db34b2923e79dd0100000000000000000000000000000000
        10000000000000009daee7cf00000000d0ffe8380000000098000000380000000000000010000400000018002000000051466964000000000b000000
        000000001b0000000000000000000000000000000000000000000000
        """)

    static let goldens = [rootRequest, request, contextRequest, leaseRequest, response, contextResponse]

    @Test func theRequestSaysWhatToOpenAndHow() throws {
        let request = try Self.request.decoded(as: SMB2.CreateRequest.self)
        let expected = SMB2.CreateRequest(
            desiredAccess: [.readData, .readEA, .readAttributes], shareAccess: [.read, .write], createDisposition: .open,
            createOptions: .nonDirectoryFile, name: "hello.txt")
        #expect(request == expected)
        #expect(try Self.rootRequest.decoded(as: SMB2.CreateRequest.self).name.isEmpty)
        #expect(try Self.rootRequest.decoded(as: SMB2.CreateRequest.self).createOptions == [.directoryFile, .synchronousIONonalert])
    }

    @Test func contextsKeepNameAndData() throws {
        let empty = SMB2.CreateContext(name: .queryOnDiskID, data: ByteBuffer())
        #expect(try Self.contextRequest.decoded(as: SMB2.CreateRequest.self).contexts == [empty])
        let names = try Self.leaseRequest.decoded(as: SMB2.CreateRequest.self).contexts.map(\.name)
        #expect(names.first == .lease)
        #expect(names.last == .queryOnDiskID)
        let answers = try Self.contextResponse.decoded(as: SMB2.CreateResponse.self).contexts
        #expect(answers.map(\.name) == [.queryOnDiskID])
        #expect(answers.map(\.data.readableBytes) == [32])
    }

    @Test func theResponseDescribesTheFile() throws {
        let response = try Self.response.decoded(as: SMB2.CreateResponse.self)
        #expect(response.oplockLevel == .none)
        #expect(response.createAction == .opened)
        #expect(response.endOfFile == 6)
        #expect(response.fileAttributes == .normal)
        #expect(response.file == SMB2.FileID(persistent: 0x2CCC_CC2C, volatile: 0x2494_7CAF))
    }

    /// Contexts of `leaseRequest` begin at 152.
    @Test("a chain of contexts that points at itself, off the grid or outside is refused", arguments: [UInt32(8), 20, 144, 0x7FFF_FFF8])
    func refusesBadChains(_ next: UInt32) {
        var frame = Self.leaseRequest.frame
        frame.setInteger(next, at: 152, endianness: .little)
        #expect(throws: WireError.self) { try Self.leaseRequest.reencode(frame) }
    }

    @Test("a context that reaches into the next one is refused", arguments: [UInt16(65), 1024])
    func refusesOverlappingContexts(_ nameLength: UInt16) {
        var frame = Self.leaseRequest.frame
        frame.setInteger(nameLength, at: 152 + 6, endianness: .little)
        #expect(throws: WireError.self) { try Self.leaseRequest.reencode(frame) }
    }

    @Test func aNameWithHalfACharacterIsRefused() {
        var frame = Self.request.frame
        frame.setInteger(UInt16(0xD800), at: 120, endianness: .little)
        #expect(throws: WireError.self) { try Self.request.reencode(frame) }
    }
}
