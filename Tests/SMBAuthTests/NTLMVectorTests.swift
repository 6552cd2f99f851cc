// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import Support
import Testing

/// The values of [MS-NLMP] 4.2.
@Suite("NTLM, the specification's examples") struct NTLMVectorTests {
    private static let hash = SecretKey(hex("a4f49c406510bdcab6824ee7c30fd852"))
    private static let serverChallenge = hex("0123456789abcdef")
    private static let clientChallenge = hex(
        """
        01010000000000000000000000000000 aaaaaaaaaaaaaaaa 00000000
        02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000 00000000
        """)
    private static let authenticate = hex(
        """
        4e544c4d5353500003000000180018006c00000054005400840000000c000c00480000000800080054000000100010005c00000010001000
        d8000000358288e20501280a0000000f44006f006d00610069006e00550073006500720043004f004d0050005500540045005200
        86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000
        aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000
        c5dad2544fc9799094ce1ce90bc9d03e
        """)

    @Test("4.2.2.1.2") func ntowfv1() {
        #expect(SecretKey(NTHash.of(password: "Password")) == Self.hash)
    }

    @Test("4.2.4.1.2, 4.2.4.2.2") func proofAndSessionKey() {
        let computation = NTLMv2(ntHash: Self.hash, user: "User", domain: "Domain")
        let proof = computation.proof(serverChallenge: Self.serverChallenge, clientChallenge: Self.clientChallenge)
        #expect(proof == hex("68cd0ab851e51c96aabc927bebef6a1c"))
        #expect(computation.sessionBaseKey(proof: proof).copyBytes() == hex("8de40ccadbc14a82f15cb0ad0de95ca3"))
    }

    @Test("4.2.4.2.3") func encryptedSessionKey() {
        let cipher = RC4(key: SecretKey(hex("8de40ccadbc14a82f15cb0ad0de95ca3")))
        #expect(cipher.process([UInt8](repeating: 0x55, count: 16)) == hex("c5dad2544fc9799094ce1ce90bc9d03e"))
    }

    @Test("4.2.4.3, AUTHENTICATE") func decodesAuthenticate() throws {
        let message = try AuthenticateMessage(decoding: ByteBuffer(bytes: Self.authenticate))
        #expect(message.userName == "User")
        #expect(message.domainName == "Domain")
        #expect(message.workstation == "COMPUTER")
        #expect(message.mic == nil)
        #expect(message.version == NTLMVersion(major: 5, minor: 1, build: 2600))
        #expect(message.encryptedSessionKey == hex("c5dad2544fc9799094ce1ce90bc9d03e"))
        let response = try #require(NTLMv2Response(message.ntResponse))
        #expect(response.clientChallenge == Self.clientChallenge)
        #expect(response.attributes.pairs.map(\.identifier) == [.netbiosDomainName, .netbiosComputerName])
        #expect(response.attributes.anomalies == [])
    }

    @Test("4.2.4.3, CHALLENGE") func decodesChallenge() throws {
        let token = hex(
            """
            4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef00000000000000002400240044000000
            060070170000000f53006500720076006500720002000c0044006f006d00610069006e0001000c0053006500720076006500720000000000
            """)
        let message = try ChallengeMessage(decoding: ByteBuffer(bytes: token))
        #expect(message.targetName == "Server")
        #expect(message.serverChallenge == Self.serverChallenge)
        #expect(message.encoded() == token)
    }

    @Test("names compare without case, one character for one", arguments: ["user", "USER", "uSeR"])
    func foldsUserNames(_ user: String) {
        let computation = NTLMv2(ntHash: Self.hash, user: user, domain: "Domain")
        let proof = computation.proof(serverChallenge: Self.serverChallenge, clientChallenge: Self.clientChallenge)
        #expect(proof == hex("68cd0ab851e51c96aabc927bebef6a1c"))
    }
}
