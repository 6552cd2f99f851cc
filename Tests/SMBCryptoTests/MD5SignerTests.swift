// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto
import Support
import Testing

/// A signed message of SMB1 as it was seen on the wire, with smbd 4.17 at the other end. The keys were derived from the captured logons by
/// another implementation.
struct CapturedSignature: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let key: SecretKey
    let sequence: UInt32
    let message: ByteBuffer

    init(_ name: String, key: String, sequence: UInt32, _ message: String) {
        self.testDescription = name
        self.key = SecretKey(hex(key))
        self.sequence = sequence
        self.message = ByteBuffer(bytes: hex(message))
    }

    private static let smbclient = "f4bf216d8adcb84ceb5a2cdc515473e9"
    private static let kernel = "0e57ffdda6c997bdb556114f60bd0b00"

    static let all = [
        CapturedSignature(
            "answer to smbclient's logon", key: smbclient, sequence: 1,
            """
            ff534d4273000000008817c800004974bcbc7106e01c00000000dd7bfeb6020004ff00000000001d007300a11b3019a0030a0100a3120410010000
            00759daa60ccdbae3100000000570069006e0064006f0077007300200036002e0031000000530061006d0062006100200034002e00310037002e00
            310032002d00440065006200690061006e00000057004f0052004b00470052004f00550050000000
            """),
        CapturedSignature(
            "smbclient's tree connect", key: smbclient, sequence: 2,
            """
            ff534d4275000000001857c80000ed35765bd7a6118e0000ffffdd7bfeb6030004ff0000000c0001002700005c005c003100320037002e0030002e
            0030002e0031005c004900500043002400000049504300
            """),
        CapturedSignature(
            "the answer to it", key: smbclient, sequence: 3,
            """
            ff534d4275000000008817c8000061e867e8f2bc38a400001c17dd7bfeb6030007ff0000002100ff010000ff010000070049504300000000
            """),
        CapturedSignature(
            "smbclient's tree disconnect", key: smbclient, sequence: 6,
            "ff534d4271000000001857c80000555d9aa1e62f757500001c17dd7bfeb60500000000"),
        CapturedSignature(
            "answer to the Linux kernel's logon", key: kernel, sequence: 1,
            """
            ff534d4273000000008007c800007cfaae0bf308c8c100000000040166ec030004ff00000000000000570000570069006e0064006f007700730020
            0036002e0031000000530061006d0062006100200034002e00310037002e00310032002d00440065006200690061006e00000057004f0052004b00
            470052004f00550050000000
            """),
        CapturedSignature(
            "the Linux kernel's close", key: kernel, sequence: 48,
            "ff534d4204000000000005c000004d952d74ff8d912e00005359090166ec1c000302f1ffffffff0000"),
    ]
}

@Suite("SMB1 signer") struct MD5SignerTests {
    private static let key = SecretKey(hex("000102030405060708090a0b0c0d0e0f"))

    /// `count` bytes behind four of something else, with rubbish where the signature goes.
    private static func message(count: Int = 60) -> ByteBuffer {
        ByteBuffer(bytes: (0..<4 + count).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    }

    @Test("verifies what other implementations signed", arguments: CapturedSignature.all)
    func captured(_ captured: CapturedSignature) {
        let signer = MD5Signer(sessionKey: captured.key, challengeResponse: nil)
        let length = captured.message.readableBytes
        #expect(signer.verify(captured.message, at: 0, length: length, sequence: captured.sequence))
        #expect(!signer.verify(captured.message, at: 0, length: length, sequence: captured.sequence + 1))
    }

    @Test("signs as other implementations do", arguments: CapturedSignature.all)
    func signsAlike(_ captured: CapturedSignature) {
        var message = captured.message
        message.setBytes([UInt8](repeating: 0xAA, count: 8), at: 14)
        MD5Signer(sessionKey: captured.key, challengeResponse: nil)
            .sign(&message, at: 0, length: message.readableBytes, sequence: captured.sequence)
        #expect(message == captured.message)
    }

    @Test("what was signed verifies, at any place in its buffer", arguments: [32, 35, 60, 4096])
    func roundTrip(_ count: Int) {
        let signer = MD5Signer(sessionKey: Self.key, challengeResponse: nil)
        var buffer = Self.message(count: count)
        let before = buffer
        signer.sign(&buffer, at: 4, length: count, sequence: 7)
        #expect(signer.verify(buffer, at: 4, length: count, sequence: 7))
        #expect(buffer.getSlice(at: 0, length: 18) == before.getSlice(at: 0, length: 18))
        #expect(buffer.getSlice(at: 26, length: count - 22) == before.getSlice(at: 26, length: count - 22))
    }

    @Test func aChangeOfAnyByteShows() throws {
        let signer = MD5Signer(sessionKey: Self.key, challengeResponse: nil)
        var buffer = Self.message()
        signer.sign(&buffer, at: 4, length: 60, sequence: 7)
        for index in 4..<64 {
            var changed = buffer
            let byte: UInt8 = try #require(changed.getInteger(at: index))
            changed.setInteger(byte ^ 1, at: index)
            #expect(!signer.verify(changed, at: 4, length: 60, sequence: 7))
        }
    }

    /// MD5(key ‖ challenge response ‖ message), with the number in the field.
    @Test("the answer to a challenge is a part of the key", arguments: [nil, [], [UInt8](repeating: 0x5A, count: 24)] as [[UInt8]?])
    func challengeResponse(_ response: [UInt8]?) {
        var buffer = Self.message()
        MD5Signer(sessionKey: Self.key, challengeResponse: response).sign(&buffer, at: 4, length: 60, sequence: 0x0102_0304)
        var expected = Self.message()
        expected.setBytes([4, 3, 2, 1, 0, 0, 0, 0], at: 18)
        let digest = Digests.md5(Self.key.copyBytes() + (response ?? []) + Array(expected.readableBytesView.dropFirst(4)))
        #expect(buffer.getBytes(at: 18, length: 8) == [UInt8](digest.prefix(8)))
    }

    @Test(
        "what lies outside the buffer, or is shorter than a header, is refused and never traps",
        arguments: [(-1, 32), (0, 31), (0, 0), (0, -1), (1, 32), (32, 32), (0, 33), (Int.max, 32), (0, .max), (.min, .min)])
    func bounds(_ base: Int, _ length: Int) {
        let buffer = ByteBuffer(bytes: [UInt8](repeating: 0, count: 32))
        #expect(!MD5Signer(sessionKey: Self.key, challengeResponse: nil).verify(buffer, at: base, length: length, sequence: 1))
    }
}
