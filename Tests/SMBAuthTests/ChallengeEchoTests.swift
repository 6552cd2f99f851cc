// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Support
import Testing
@testable import SMBAuth

@Suite("a challenge that was rewritten on its way") struct ChallengeEchoTests {
    typealias Pair = AVPairs.Pair

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var isRewritten: Bool
        var change: @Sendable (inout [Pair]) -> Void

        init(_ description: String, _ isRewritten: Bool, _ change: @escaping @Sendable (inout [Pair]) -> Void) {
            self.testDescription = description
            self.isRewritten = isRewritten
            self.change = change
        }
    }

    private static let sent: [Pair] = [
        Pair(.netbiosDomainName, text: "EXAMPLE"), Pair(.netbiosComputerName, text: "fIleS"), Pair(.dnsDomainName, text: "example"),
        Pair(.dnsComputerName, text: "fIleS.example"), Pair(.timestamp, [1, 2, 3, 4, 5, 6, 7, 8]),
    ]

    static let rows: [Row] = [
        Row("as it was sent", false) { _ in },
        Row("in another order", false) { $0.reverse() },
        Row("with what clients add", false) { pairs in
            pairs += [
                Pair(.flags, [2, 0, 0, 0]), Pair(.targetName, text: "cifs/x"), Pair(.channelBindings, [0]), Pair(.init(rawValue: 8), [1]),
            ]
        },
        Row("the same pair twice", false) { $0.append($0[1]) },
        Row("nothing of it", false) { $0 = [Pair(.targetName, text: "cifs/x")] },
        Row("nothing at all", false) { $0 = [] },
        Row("another computer name", true) { $0[3] = Pair(.dnsComputerName, text: "victim.example") },
        Row("the same name in another case", true) { $0[3] = Pair(.dnsComputerName, text: "files.example") },
        Row("another NetBIOS name", true) { $0[1] = Pair(.netbiosComputerName, text: "VICTIM") },
        Row("another domain", true) { $0[0] = Pair(.netbiosDomainName, text: "OTHER") },
        Row("another DNS domain", true) { $0[2] = Pair(.dnsDomainName, text: "other") },
        Row("an empty name", true) { $0[3] = Pair(.dnsComputerName, text: "") },
        Row("another time", true) { $0[4] = Pair(.timestamp, [9, 2, 3, 4, 5, 6, 7, 8]) },
        Row("no time, which asks for no MIC", true) { $0.remove(at: 4) },
        Row("a name taken out", true) { $0.remove(at: 3) },
        Row("a tree that was never sent", true) { $0.append(Pair(.dnsTreeName, text: "example")) },
        Row("a second computer name", true) { $0.append(Pair(.dnsComputerName, text: "victim.example")) },
        Row("a second computer name ahead of ours", true) { $0.insert(Pair(.dnsComputerName, text: "victim.example"), at: 0) },
    ]

    @Test("only what an honest client does not do is evidence", arguments: rows) func evidence(_ row: Row) {
        var returned = Self.sent
        row.change(&returned)
        #expect(ChallengeEcho.wasRewritten(sent: AVPairs(Self.sent), returned: AVPairs(returned)) == row.isRewritten)
    }

    @Test("no client that was captured is accused", arguments: CapturedLogon.all) func capturedClients(_ logon: CapturedLogon) throws {
        let sent = try ChallengeMessage(decoding: ByteBuffer(bytes: Self.token(in: logon.challenge))).targetInfo
        let message = try AuthenticateMessage(decoding: ByteBuffer(bytes: Self.token(in: logon.authenticate)))
        // An anonymous logon has no response to prove anything with.
        guard !message.userName.isEmpty else { return }
        let returned = try #require(NTLMv2Response(message.ntResponse)).attributes
        #expect(!ChallengeEcho.wasRewritten(sent: sent, returned: returned))
    }

    @Test(
        "a man in the middle who changes the challenge is found by the proof", arguments: [AVPairs.Identifier.dnsComputerName, .timestamp])
    func rewrittenOnTheWay(_ identifier: AVPairs.Identifier) throws {
        var client = NTLMClient.alice.with { $0.mic = .omitted }
        var authenticator = Authenticator(.test)
        let reply = try #require(authenticator.receive(client.negotiate()).token)
        var challenge = try ChallengeMessage(decoding: ByteBuffer(bytes: reply))
        challenge.targetInfo.pairs = challenge.targetInfo.pairs.map {
            $0.identifier == identifier ? Pair(identifier, [1, 2, 3, 4, 5, 6, 7, 8]) : $0
        }
        _ = authenticator.receive(try client.authenticate(challenge.encoded()))
        let logon = try #require(authenticator.resume(.alice()).logon)
        #expect(logon.challengeWasRewritten)
    }

    /// The NTLM token within SPNEGO's wrapping.
    private static func token(in bytes: [UInt8]) throws -> [UInt8] {
        let magic = Array("NTLMSSP\0".utf8)
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: magic) })
        return Array(bytes[start...])
    }
}
