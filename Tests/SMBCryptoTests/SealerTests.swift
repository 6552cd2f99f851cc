// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Support
import Testing

@testable import SMBCrypto

@Suite("Sealer and Opener") struct SealerTests {
    private static func key(_ cipher: Cipher) -> SecretKey { SecretKey((0..<cipher.keyBytes).map { UInt8($0) }) }

    /// A transform header and `count` bytes of a message, `offset` bytes into the buffer.
    private static func frame(count: Int, offset: Int = 0) -> ByteBuffer {
        var buffer = ByteBuffer(repeating: 0xEE, count: offset)
        buffer.writeBytes(hex("fd534d42" + String(repeating: "00", count: 32)))
        buffer.writeInteger(UInt32(count), endianness: .little)
        buffer.writeInteger(UInt32(0x0001_0000), endianness: .little)
        buffer.writeInteger(UInt64(0xAABB_CCDD), endianness: .little)
        buffer.writeBytes((0..<count).map { UInt8(truncatingIfNeeded: $0) })
        return buffer
    }

    @Test("opens what smbclient and smbd sealed", arguments: CapturedTransform.all) func captured(_ captured: CapturedTransform) {
        let opener = Opener(cipher: captured.cipher, key: captured.key)
        var frame = ByteBuffer(bytes: captured.frame)
        #expect(opener.open(&frame))
        #expect(frame == ByteBuffer(bytes: captured.message))
    }

    @Test(
        "seals as another implementation does",
        arguments: [
            (
                Cipher.aes128CCM,
                """
                fd534d429d7b8c9e004594d1897d64dad9fd5695887766554433221100000000000000004600000000000100ddccbbaa0000000031dd6a45
                cc0fe64b074575cc7353bc5f09b12588c580ac0443fc797ae84ea91e80346e77c8276328868f60854ee0fad24372a0fc66788f1c80cde94a
                8cbc5e1f6cbbe0865ffc
                """
            ),
            (
                Cipher.aes128GCM,
                """
                fd534d42be3c854fbf18baed7d2c91afc7c20222887766554433221100000000000000004600000000000100ddccbbaa0000000060630bce
                babea1f4d2bcecf1be49a66056c34472f8c63bdb52fb9ba57314fe5964a4e77d08bdd56f369ae0576d0f727649954e8984b26fbff58cfc5a
                9372b8854e50267c84c1
                """
            ),
            (
                Cipher.aes256CCM,
                """
                fd534d42224a0c1d008c9da3917395d95a65d6bc887766554433221100000000000000004600000000000100ddccbbaa000000003bba5cd7
                07e8c27e26b42465f7ba2741df1f0de8bb7fcd51906d9a8580c7077cb95c92a9512b6d677e43b826a7b048cb46a7fbd6b37e4bc01629a1b5
                c8edc0a16a0cf9c83bcb
                """
            ),
            (
                Cipher.aes256GCM,
                """
                fd534d42b9f949a5b2a8662fb48ef6fd43ac7b1a887766554433221100000000000000004600000000000100ddccbbaa00000000de7eebaa
                67974c4e26c52f6f37526acf360d9d08d5b0f31b66df292774237f54a153da7d9dc0bd79b75ff171e36a93ede28e5d57be7d9bf907af17d7
                fcecf540105fce49bb68
                """
            ),
        ])
    func vectors(_ cipher: Cipher, _ sealed: String) throws {
        let sealer = Sealer(cipher: cipher, key: Self.key(cipher), firstNonce: 0x1122_3344_5566_7788)
        var frame = Self.frame(count: 70)
        try sealer.seal(&frame, at: 0)
        #expect(frame == ByteBuffer(hex: sealed))
    }

    /// Test cases 4 and 16 of the GCM specification (McGrew, Viega), whose nonces have twelve bytes.
    @Test(arguments: [
        (
            Cipher.aes128GCM, "feffe9928665731c6d6a8f9467308308",
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091", "5bc94fbc3221a5db94fae95ae7121a47"
        ),
        (
            Cipher.aes256GCM, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ])
    func specification(_ cipher: Cipher, _ key: String, _ ciphertext: String, _ tag: String) {
        let plaintext = ByteBuffer(
            hex: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
        let context = SecretKey(hex(key)).withBytes { AEADContext(cipher, .seal, key: $0) }
        var buffer = plaintext
        let result = context.seal(
            &buffer, from: 0, nonce: hex("cafebabefacedbaddecaf888").span,
            associated: hex("feedfacedeadbeeffeedfacedeadbeefabaddad2").span)
        #expect(buffer == ByteBuffer(hex: ciphertext))
        #expect(result.matches(MessageTag(firstBytesOf: hex(tag).span)))
    }

    @Test("what was sealed opens, again and again, wherever it lies", arguments: Cipher.allCases, [1, 64, 4096, 70_001])
    func roundTrip(_ cipher: Cipher, _ count: Int) throws {
        let sealer = Sealer(cipher: cipher, key: Self.key(cipher), firstNonce: 0)
        let opener = Opener(cipher: cipher, key: Self.key(cipher))
        for offset in [0, 4, 0] {
            let plain = Self.frame(count: count, offset: offset)
            var buffer = plain
            try sealer.seal(&buffer, at: offset)
            #expect(buffer.getSlice(at: 0, length: offset) == plain.getSlice(at: 0, length: offset))
            #expect(buffer.getSlice(at: offset + 52, length: count) != plain.getSlice(at: offset + 52, length: count))
            buffer.moveReaderIndex(to: offset)
            #expect(opener.open(&buffer))
            #expect(buffer == plain.getSlice(at: offset + 52, length: count))
        }
    }

    @Test("a change of any byte but the protocol id's shows, and nothing is released", arguments: Cipher.allCases)
    func tampering(_ cipher: Cipher) throws {
        let sealer = Sealer(cipher: cipher, key: Self.key(cipher), firstNonce: 0)
        let opener = Opener(cipher: cipher, key: Self.key(cipher))
        var sealed = Self.frame(count: 100)
        try sealer.seal(&sealed, at: 0)
        for index in 4..<sealed.readableBytes {
            var changed = sealed
            let byte: UInt8 = try #require(changed.getInteger(at: index))
            changed.setInteger(byte ^ 1, at: index)
            #expect(!opener.open(&changed), "byte \(index)")
            #expect(changed.readableBytes == 0)
        }
        #expect(opener.open(&sealed), "a refused frame leaves no trace in the context")
    }

    @Test("every prefix is refused, none traps", arguments: Cipher.allCases) func prefixes(_ cipher: Cipher) throws {
        let opener = Opener(cipher: cipher, key: Self.key(cipher))
        var sealed = Self.frame(count: 20)
        try Sealer(cipher: cipher, key: Self.key(cipher), firstNonce: 0).seal(&sealed, at: 0)
        for length in 0..<sealed.readableBytes {
            var prefix = try #require(sealed.getSlice(at: 0, length: length))
            #expect(!opener.open(&prefix))
        }
    }

    @Test("another key opens nothing", arguments: Cipher.allCases) func anotherKey(_ cipher: Cipher) throws {
        var sealed = Self.frame(count: 20)
        try Sealer(cipher: cipher, key: Self.key(cipher), firstNonce: 0).seal(&sealed, at: 0)
        let other = SecretKey([UInt8](repeating: 9, count: cipher.keyBytes))
        #expect(!Opener(cipher: cipher, key: other).open(&sealed))
    }

    @Test("the same message never looks the same twice: each nonce is the one before plus one", arguments: Cipher.allCases)
    func nonces(_ cipher: Cipher) throws {
        let sealer = Sealer(cipher: cipher, key: Self.key(cipher), firstNonce: 0xFFFF_FFFE)
        var nonces: [UInt64] = []
        var frames: Set<ByteBuffer> = []
        for _ in 0..<4 {
            var frame = Self.frame(count: 64)
            try sealer.seal(&frame, at: 0)
            nonces.append(try #require(frame.getInteger(at: 20, endianness: .little)))
            #expect(frame.getInteger(at: 28, as: UInt64.self) == 0, "what the cipher does not use is zero")
            frames.insert(try #require(frame.getSlice(at: 52, length: 64)))
        }
        #expect(nonces == [0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 0x1_0000_0001])
        #expect(frames.count == 4)
    }

    @Test("a key seals so many messages and no more, wherever its counter began", arguments: Cipher.allCases, [0, UInt64.max - 1])
    func exhaustion(_ cipher: Cipher, _ first: UInt64) throws {
        let sealer = Sealer(cipher: cipher, key: Self.key(cipher), firstNonce: first, maximumMessages: 4)
        var nonces: Set<UInt64> = []
        for _ in 0..<4 {
            var frame = Self.frame(count: 64)
            try sealer.seal(&frame, at: 0)
            nonces.insert(try #require(frame.getInteger(at: 20, endianness: .little)))
        }
        #expect(nonces.count == 4)
        for _ in 0..<2 {
            var another = Self.frame(count: 64)
            let before = another
            #expect(throws: Sealer.NoncesExhausted()) { try sealer.seal(&another, at: 0) }
            #expect(another == before)
        }
    }

    @Test("a cipher is known by its name in CipherSuiteOrder, in any case", arguments: Cipher.allCases) func names(_ cipher: Cipher) {
        #expect(Cipher(settingName: cipher.settingName.lowercased()) == cipher)
        #expect(Cipher(settingName: cipher.description) == nil)
    }
}
