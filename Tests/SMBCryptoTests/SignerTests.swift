// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto
import Support
import Testing

@Suite("Signer") struct SignerTests {
    /// A message of `count` bytes behind `offset` bytes of something else, with rubbish where the signature goes.
    private static func message(count: Int = 200, offset: Int = 4) -> ByteBuffer {
        ByteBuffer(bytes: (0..<offset + count).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    }

    @Test("what was signed verifies, again and again", arguments: SigningAlgorithm.allCases, [64, 65, 200, 4096])
    func roundTrip(_ algorithm: SigningAlgorithm, _ count: Int) {
        let signer = Signer(algorithm: algorithm, key: SecretKey(hex("000102030405060708090a0b0c0d0e0f")))
        for messageID: UInt64 in 1...3 {
            var buffer = Self.message(count: count)
            let before = buffer
            signer.sign(&buffer, at: 4, length: count, messageID: messageID, isServer: true, isCancel: false)
            #expect(signer.verify(buffer, at: 4, length: count, messageID: messageID, isServer: true, isCancel: false))
            #expect(buffer.getSlice(at: 0, length: 52) == before.getSlice(at: 0, length: 52))
            #expect(buffer.getSlice(at: 68, length: count - 64) == before.getSlice(at: 68, length: count - 64))
        }
    }

    @Test("a change of any byte shows", arguments: SigningAlgorithm.allCases)
    func tampering(_ algorithm: SigningAlgorithm) throws {
        let signer = Signer(algorithm: algorithm, key: SecretKey(hex("000102030405060708090a0b0c0d0e0f")))
        var buffer = Self.message()
        signer.sign(&buffer, at: 4, length: 200, messageID: 9, isServer: false, isCancel: false)
        for index in 4..<204 {
            var changed = buffer
            let byte: UInt8 = try #require(changed.getInteger(at: index))
            changed.setInteger(byte ^ 1, at: index)
            #expect(!signer.verify(changed, at: 4, length: 200, messageID: 9, isServer: false, isCancel: false))
        }
    }

    @Test func gmacBindsMessageIdentifierSenderAndCancel() {
        let signer = Signer(algorithm: .aesGMAC, key: SecretKey(hex("000102030405060708090a0b0c0d0e0f")))
        var buffer = Self.message()
        signer.sign(&buffer, at: 4, length: 200, messageID: 9, isServer: false, isCancel: false)
        #expect(!signer.verify(buffer, at: 4, length: 200, messageID: 10, isServer: false, isCancel: false))
        #expect(!signer.verify(buffer, at: 4, length: 200, messageID: 9, isServer: true, isCancel: false))
        #expect(!signer.verify(buffer, at: 4, length: 200, messageID: 9, isServer: false, isCancel: true))
    }

    @Test(
        "what lies outside the buffer, or is shorter than a header, is refused and never traps",
        arguments: [(-1, 64), (0, 63), (0, 0), (0, -1), (1, 64), (64, 64), (0, 65), (Int.max, 64), (0, .max), (.min, .min)])
    func bounds(_ base: Int, _ length: Int) {
        let signer = Signer(algorithm: .aesCMAC, key: SecretKey(hex("000102030405060708090a0b0c0d0e0f")))
        let buffer = Self.message(count: 64, offset: 0)
        #expect(!signer.verify(buffer, at: base, length: length, messageID: 1, isServer: false, isCancel: false))
    }

    /// HMAC-SHA256 is cut to sixteen bytes and covers the message with zeros in the field.
    @Test func hmacCoversTheMessageWithAnEmptyField() {
        let key = SecretKey(hex("000102030405060708090a0b0c0d0e0f"))
        var buffer = Self.message(count: 100, offset: 0)
        Signer(algorithm: .hmacSHA256, key: key).sign(&buffer, at: 0, length: 100, messageID: 1, isServer: true, isCancel: false)
        var expected = Self.message(count: 100, offset: 0)
        expected.setBytes([UInt8](repeating: 0, count: 16), at: 48)
        let mac = Digests.hmacSHA256(key, [[UInt8](expected.readableBytesView)])
        #expect(buffer.getBytes(at: 48, length: 16) == [UInt8](mac.prefix(16)))
    }
}
