// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto
import Support
import Testing

/// The worked examples that Microsoft's Open Specifications blog gives in "The anatomy of signing and cryptographic keys".
@Suite("Key schedule") struct KeyScheduleTests {
    @Test func keysOf300() {
        let key = SecretKey(hex("7CD451825D0450D235424E44BA6E78CC"))
        let signing = KeySchedule.signingKey(dialect: 0x0300, sessionKey: key, preauth: nil)
        let application = KeySchedule.applicationKey(dialect: 0x0300, sessionKey: key, preauth: nil)
        let toServer = KeySchedule.clientToServerKey(dialect: 0x0300, fullKey: key, preauth: nil, keyBytes: 16)
        let toClient = KeySchedule.serverToClientKey(dialect: 0x0302, fullKey: key, preauth: nil, keyBytes: 16)
        #expect(signing.copyBytes() == hex("0B7E9C5CAC36C0F6EA9AB275298CEDCE"))
        #expect(application.copyBytes() == hex("BB23A4575AA26C721AF525AF15A87B4F"))
        #expect(toServer.copyBytes() == hex("FAD27796665B313EBB578F388632B4F7"))
        #expect(toClient.copyBytes() == hex("B0F0427F7CEB416D1D9DCC0CD4F99447"))
    }

    @Test func keysOf311() throws {
        let key = SecretKey(hex("270E1BA896585EEB7AF3472D3B4C75A7"))
        let preauth = try #require(
            PreauthHash(
                value: hex(
                    """
                    0DD13628CC3ED218EF9DF9772D436D0887AB9814BFAE63A80AA845F36909DB79
                    28622DDDAD522D9751640A459762C5A9D6BB084CBB3CE6BDADEF5D5BCE3C6C01
                    """)))
        let signing = KeySchedule.signingKey(dialect: 0x0311, sessionKey: key, preauth: preauth)
        let application = KeySchedule.applicationKey(dialect: 0x0311, sessionKey: key, preauth: preauth)
        let toServer = KeySchedule.clientToServerKey(dialect: 0x0311, fullKey: key, preauth: preauth, keyBytes: 16)
        let toClient = KeySchedule.serverToClientKey(dialect: 0x0311, fullKey: key, preauth: preauth, keyBytes: 16)
        #expect(signing.copyBytes() == hex("73FE7A9A77BEF0BDE49C650D8CCB5F76"))
        #expect(application.copyBytes() == hex("6D7AD7954E9EC61E907B4D473DC178FF"))
        #expect(toServer.copyBytes() == hex("629BCBC54422A0F572B97F45989B6073"))
        #expect(toClient.copyBytes() == hex("E2AF0DCEFAC68DA71A0DFBD0D1350D74"))
    }

    /// From the captured logons of `CapturedTransform`: smbclient and smbd 4.17 agree on these.
    @Test(
        "an AES-256 key is derived from all of the logon's key, and says its length",
        arguments: [
            (
                "730b220f60e8ff87e41e2014c50c1a31",
                "51e16b3257ee4170a64497e2a0fd6b2bdb20bff5b372c47b33682e80443bc88c"
                    + "94e30b03c7684acfcafdeb7ebd713646f50c2456325ef6c0821b90b54cab8b96",
                "86420346e2ad36ee9036606d0a82f714980d0ce5698521ccfce0eb0d802e1a66",
                "7ae3ea5c22282c76355a8e7cb62bf14a58ebcb5bd99e56deb62d5e248d3ae333"
            ),
            (
                "75007f7d09434492428c2feabd0e6d4e",
                "cf03aecd47e2d6f6f9f88a73247d29e7040e0abada30e20a02d012d379d01420"
                    + "aeab748d1d17569edc602e2e268e9b0eaf0480a7022f502628e7f27a834fb815",
                "60a5f69f362396e9bdeb2f41c34d07e0792c6f5a98b01015e3234348d301be52",
                "de6453b474d9d65f56bbdc17311185a6f696e892d5f2af126c1ab851d767907c"
            ),
        ])
    func longKeys(_ fullKey: String, _ preauth: String, _ toServer: String, _ toClient: String) throws {
        let key = SecretKey(hex(fullKey))
        let hash = try #require(PreauthHash(value: hex(preauth)))
        #expect(KeySchedule.clientToServerKey(dialect: 0x0311, fullKey: key, preauth: hash, keyBytes: 32).copyBytes() == hex(toServer))
        #expect(KeySchedule.serverToClientKey(dialect: 0x0311, fullKey: key, preauth: hash, keyBytes: 32).copyBytes() == hex(toClient))
    }

    @Test("below 3.0 the session key signs by itself", arguments: [0x0202, 0x0210] as [UInt16])
    func dialect2(_ dialect: UInt16) {
        let key = SecretKey(hex("00112233445566778899AABBCCDDEEFF0011"))
        let expected = hex("00112233445566778899AABBCCDDEEFF")
        #expect(KeySchedule.signingKey(dialect: dialect, sessionKey: key, preauth: nil).copyBytes() == expected)
        #expect(KeySchedule.applicationKey(dialect: dialect, sessionKey: key, preauth: nil).copyBytes() == expected)
        #expect(KeySchedule.sessionKey(key).copyBytes() == expected)
    }

    @Test func thePreauthHashChains() {
        var hash = PreauthHash()
        hash.update(ByteBuffer(string: "request"))
        hash.update(ByteBuffer(string: "response"))
        let first = Digests.sha512([UInt8](repeating: 0, count: 64), [UInt8]("request".utf8))
        #expect(hash.value == Digests.sha512(first, [UInt8]("response".utf8)))
    }
}
