// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

/// What real clients and a real server said on the way to a share.
@Suite("SMB1's way to a share, as it was captured") struct SMB1LogonMessageTests {
    private static func body(_ frame: ByteBuffer) throws -> (SMB1.Header, SMB1.Body, SMB1.TextForm) {
        var reader = WireReader(frame)
        let header = try SMB1.Header(decoding: &reader)
        return (header, try SMB1.Body(in: frame, at: SMB1.Header.size), SMB1.TextForm(header.flags2))
    }

    /// The header as it came, and what `body` writes.
    private static func message(_ header: SMB1.Header, _ body: (inout WireWriter) -> Void) -> ByteBuffer {
        var writer = WireWriter()
        header.encode(into: &writer)
        body(&writer)
        return writer.buffer
    }

    /// smbclient 4.17 without SPNEGO, NTLMv1
    private static let plainSetup = ByteBuffer(
        hex: """
            ff534d4273000000001843c000000000000000000000000000002b6c000001000dff000000ffff02002b6c2c6c0000180018000000000054c0000067
            00b7b935d6e1cb01bc13cb1cf5a77fd71cad22365680e265d5b7b935d6e1cb01bc13cb1cf5a77fd71cad22365680e265d50061006c00690063006500
            000057004f0052004b00470052004f0055005000000055006e00690078000000530061006d00620061000000
            """)

    /// curl: OEM letters, errors of DOS
    private static let oemSetup = ByteBuffer(
        hex: """
            ff534d4273000000001841000000000000000000000000000000196f000000000dff0000000090010001001a6f000018001800000000000800000059
            008736d3039023c5e26da14881ee2714c8890036e025ff4874ee06fc25c88b629eb249bf94e6ad69aa1849339931f12b49616c696365003132372e30
            2e302e31007838365f36342d70632d6c696e75782d676e75006375726c00
            """)

    /// smbclient 4.17 with SPNEGO
    private static let extendedSetup = ByteBuffer(
        hex: """
            ff534d4273000000001843c80000000000000000000000000000df6a000001000cff000000ffff02000100000000004a000000000054c00080610060
            4806062b0601050502a03e303ca00e300c060a2b06010401823702020aa22a04284e544c4d5353500001000000158208620000000028000000000000
            0028000000060100000000000f0055006e00690078000000530061006d00620061000000
            """)

    /// smbd 4.17 to curl
    private static let plainNegotiate = ByteBuffer(
        hex: """
            ff534d4272000000008803400000000000000000000000000000196f00000000110000033200010004410000000001001a6f0000fdf3800052755a11
            3e79dd010000082e0065ea2fd0beeff12e57004f0052004b00470052004f00550050000000420045004e00430048005300520056000000
            """)

    /// smbd 4.17 to smbclient
    private static let extendedNegotiate = ByteBuffer(
        hex: """
            ff534d4272000000008843c80000000000000000000000000000feff0000000011000003320001000441000000000100e06a0000fdf38080215e9e03
            3e79dd010000005a0062656e63687372760000000000000000604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa32a3028a0
            261b246e6f745f646566696e65645f696e5f5246433431373840706c656173655f69676e6f7265
            """)

    /// smbclient 4.17, to IPC$
    private static let treeConnect = ByteBuffer(
        hex: """
            ff534d4275000000001843c8000000000000000000000000ffffdf6af6a0030004ff0000000c0001002700005c005c003100320037002e0030002e00
            30002e0031005c004900500043002400000049504300
            """)

    /// smbd 4.17, of a disk
    private static let treeConnectAnswer = ByteBuffer(
        hex: """
            ff534d4275000000008803c0000000000000000000000000316e2b6cc522050007ff0000000100ff011f00000000000d00413a004e00540046005300
            0000
            """)

    @Test("SESSION_SETUP_ANDX with responses in Unicode") func plain() throws {
        let (header, body, text) = try Self.body(Self.plainSetup)
        let request = try SMB1.SessionSetupRequest(decoding: body, text)
        guard case .responses(let responses) = request.security else {
            Issue.record("a token")
            return
        }
        #expect(responses.accountName == "alice" && responses.primaryDomain == "WORKGROUP" && text == .unicode)
        #expect(responses.caseSensitive == hex("b7b935d6e1cb01bc13cb1cf5a77fd71cad22365680e265d5"))
        #expect(request.nativeOS == "Unix" && request.nativeLANManager == "Samba" && request.virtualCircuit == 0x6C2B)
        let written = Self.message(header) { request.encode(into: &$0, text, header: 0) }
        #expect(try SMB1.SessionSetupRequest(decoding: Self.body(written).1, text) == request)
    }

    @Test("SESSION_SETUP_ANDX with responses in OEM letters") func oem() throws {
        let (header, body, text) = try Self.body(Self.oemSetup)
        let request = try SMB1.SessionSetupRequest(decoding: body, text)
        guard case .responses(let responses) = request.security else {
            Issue.record("a token")
            return
        }
        #expect(responses.accountName == "alice" && responses.primaryDomain == "127.0.0.1" && text == .oem)
        #expect(responses.caseInsensitive.count == 24 && responses.caseSensitive.count == 24)
        #expect(request.nativeOS == "x86_64-pc-linux-gnu" && request.nativeLANManager == "curl")
        let written = Self.message(header) { request.encode(into: &$0, text, header: 0) }
        #expect(try SMB1.SessionSetupRequest(decoding: Self.body(written).1, text) == request)
    }

    @Test("SESSION_SETUP_ANDX with a token") func extended() throws {
        let (_, body, text) = try Self.body(Self.extendedSetup)
        let request = try SMB1.SessionSetupRequest(decoding: body, text)
        guard case .extended(let blob) = request.security else {
            Issue.record("responses")
            return
        }
        #expect(blob.readableBytes == 74 && blob.getInteger(at: blob.readerIndex, as: UInt8.self) == 0x60)
        #expect(request.nativeOS == "Unix" && request.capabilities.contains(.extendedSecurity))
    }

    @Test("the answers to NEGOTIATE, byte for byte but for an old number and the time zone") func negotiate() throws {
        for frame in [Self.plainNegotiate, Self.extendedNegotiate] {
            let (header, body, _) = try Self.body(frame)
            let response = try SMB1.NegotiateResponse(decoding: body, .unicode)
            var written = Self.message(header) { response.encode(into: &$0) }
            var expected = frame
            // MaxNumberVcs and SessionKey; ServerTimeZone.
            for (index, count) in [(SMB1.Header.size + 6, 2), (SMB1.Header.size + 16, 4), (SMB1.Header.size + 32, 2)] {
                written.setRepeatingByte(0, count: count, at: index)
                expected.setRepeatingByte(0, count: count, at: index)
            }
            #expect(written == expected)
        }
    }

    @Test("the answers to NEGOTIATE, read") func negotiateValues() throws {
        let plain = try Self.body(Self.plainNegotiate)
        let response = try SMB1.NegotiateResponse(decoding: plain.1, .unicode)
        #expect(response.security == .challenge(hex("65ea2fd0beeff12e"), domainName: "WORKGROUP", serverName: "BENCHSRV"))
        let extended = try Self.body(Self.extendedNegotiate)
        guard case .extended(_, let blob) = try SMB1.NegotiateResponse(decoding: extended.1, extended.2).security else {
            Issue.record("a challenge")
            return
        }
        #expect(blob.getInteger(at: blob.readerIndex, as: UInt8.self) == 0x60)
    }

    @Test("TREE_CONNECT_ANDX") func tree() throws {
        let (header, body, text) = try Self.body(Self.treeConnect)
        let request = try SMB1.TreeConnectAndXRequest(decoding: body, text)
        #expect(request.path == #"\\127.0.0.1\IPC$"# && request.service == .pipes && request.password == [0])
        #expect(request.flags == [.extendedSignatures, .extendedResponse])
        #expect(Self.message(header) { request.encode(into: &$0, text, header: 0) } == Self.treeConnect)

        let (_, answer, form) = try Self.body(Self.treeConnectAnswer)
        let response = try SMB1.TreeConnectAndXResponse(decoding: answer, form)
        #expect(response.service == .disk && response.nativeFileSystem == "NTFS")
        #expect(response.maximalAccess?.user == .fileAll && response.maximalAccess?.guest == [])
    }

    @Test("no prefix of a request is read, and none traps") func prefixes() throws {
        for frame in [Self.plainSetup, Self.oemSetup, Self.extendedSetup] {
            for count in SMB1.Header.size..<frame.readableBytes - 1 {
                let part = try #require(frame.getSlice(at: frame.readerIndex, length: count))
                #expect(throws: WireError.self) { try SMB1.Body(in: part, at: SMB1.Header.size) }
            }
        }
    }
}

@Suite("Errors of DOS, [MS-CIFS] 2.2.2.4") struct DOSErrorTests {
    @Test(
        "stand for statuses",
        arguments: [
            (NTStatus.success, DOSError(.success, 0)), (.accessDenied, DOSError(.dos, 5)), (.objectNameNotFound, DOSError(.dos, 2)),
            (.objectPathNotFound, DOSError(.dos, 3)), (.sharingViolation, DOSError(.dos, 32)), (.noMoreFiles, DOSError(.dos, 18)),
            (.badNetworkName, DOSError(.server, 6)), (.diskFull, DOSError(.hardware, 39)), (.bufferOverflow, DOSError(.dos, 234)),
            (.invalidSMB, DOSError(.server, 1)), (.smbBadUID, DOSError(.server, 0x5B)), (.smbBadTID, DOSError(.server, 5)),
            (.smbNoPreauthIntegrityHashOverlap, .unspecified),
        ] as [(NTStatus, DOSError)])
    func statuses(_ status: NTStatus, _ error: DOSError) {
        #expect(DOSError(status) == error)
    }

    @Test(
        "are told from statuses by their bytes", arguments: [0, 0xC000_0022, 0x8000_0005, 0x0000_0103] as [UInt32])
    func notOne(_ status: UInt32) {
        #expect(DOSError(rawValue: status) == nil)
    }

    @Test("a directory that exists is no access to MKDIR") func createDirectory() {
        #expect(DOSError(.objectNameCollision, answering: .createDirectory) == DOSError(.dos, 5))
        #expect(DOSError(.objectNameCollision, answering: .ntCreateAndX) == DOSError(.dos, 80))
        #expect(DOSError(.objectNameCollision, answering: .transaction2) == DOSError(.dos, 183))
        #expect(DOSError(.objectNameCollision, answering: .rename) == DOSError(.dos, 183))
    }
}
