// SPDX-License-Identifier: Apache-2.0
import SMBCrypto
import Support
import Testing

@Suite("Digests") struct DigestsTests {
    @Test func theLegacyProviderLoads() {
        #expect(Legacy.isAvailable)
    }

    @Test("MD4 as in RFC 1320", arguments: [("", "31d6cfe0d16ae931b73c59d7e0c089c0"), ("abc", "a448017aaf21d8525fc10ae87aa6729d")])
    func md4(_ text: String, _ expected: String) {
        #expect(Digests.md4([UInt8](text.utf8)) == hex(expected))
    }

    @Test("MD5 as in RFC 1321", arguments: [("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72")])
    func md5(_ text: String, _ expected: String) {
        #expect(Digests.md5([UInt8](text.utf8)) == hex(expected))
    }

    @Test func sha256AsInFIPS180() {
        #expect(
            Digests.sha256([UInt8]("abc".utf8)) == hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
    }

    @Test func sha512OfTwoPartsIsThatOfTheirConcatenation() {
        let expected = hex(
            """
            ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
            2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
            """)
        #expect(Digests.sha512([UInt8]("ab".utf8), [UInt8]("c".utf8)) == expected)
    }

    @Test func hmacMD5AsInRFC2202() {
        let key = SecretKey([UInt8]("Jefe".utf8))
        let parts = [[UInt8]("what do ya want ".utf8), [UInt8]("for nothing?".utf8)]
        #expect(Digests.hmacMD5(key, parts) == hex("750c783e6ab0b503eaa86e310a5db738"))
    }

    @Test func hmacSHA256AsInRFC4231() {
        let key = SecretKey([UInt8]("Jefe".utf8))
        let parts = [[UInt8]("what do ya want ".utf8), [UInt8]("for nothing?".utf8)]
        #expect(Digests.hmacSHA256(key, parts) == hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"))
    }

    @Test func anEmptyKeyIsAKey() {
        #expect(
            Digests.hmacSHA256(SecretKey([]), [[]]) == hex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"))
    }

    @Test("constant-time comparison says what == says", arguments: [0, 1, 16, 64], [0, 1, 16, 64])
    func comparesLikeEquality(_ first: Int, _ second: Int) {
        let left = [UInt8](repeating: 7, count: first)
        var right = [UInt8](repeating: 7, count: second)
        #expect(Digests.constantTimeEquals(left, right) == (first == second))
        guard second > 0 else { return }
        right[second - 1] ^= 0x80
        #expect(!Digests.constantTimeEquals(left, right))
    }
}

@Suite("RC4") struct RC4Tests {
    private static let key = SecretKey(hex("0102030405060708090a0b0c0d0e0f10"))
    private static let stream = hex("9ac7cc9a609d1ef7b2932899cde41b97 5248c4959014126a6e8a84f11d1a9e1c")

    @Test func theKeyStreamIsThatOfRFC6229() {
        #expect(RC4(key: Self.key).process([UInt8](repeating: 0, count: 32)) == Self.stream)
    }

    @Test func theStreamGoesOnFromCallToCall() {
        let cipher = RC4(key: Self.key)
        #expect(cipher.process([UInt8](repeating: 0, count: 5)) + cipher.process([UInt8](repeating: 0, count: 27)) == Self.stream)
    }
}

@Suite("SecretKey") struct SecretKeyTests {
    @Test func equalsByContent() {
        #expect(SecretKey([1, 2, 3]) == SecretKey([1, 2, 3]))
        #expect(SecretKey([1, 2, 3]) != SecretKey([1, 2, 4]))
        #expect(SecretKey([1, 2, 3]) != SecretKey([1, 2]))
    }

    @Test func neverPrintsItsBytes() {
        #expect(String(describing: SecretKey([0xDE, 0xAD])) == "SecretKey(2 bytes)")
    }

    @Test("a prefix is cut or padded with zeros", arguments: [(2, [1, 2]), (5, [1, 2, 3, 0, 0])] as [(Int, [UInt8])])
    func prefixes(_ count: Int, _ expected: [UInt8]) {
        #expect(SecretKey([1, 2, 3]).prefix(count).copyBytes() == expected)
    }
}
