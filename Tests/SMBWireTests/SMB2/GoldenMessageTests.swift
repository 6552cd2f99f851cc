// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

/// What holds for every message, on the captured frames that the suites of the messages list.
@Suite("Every SMB2 message") struct GoldenMessageTests {
    static let all: [GoldenMessage] =
        NegotiateTests.goldens + SessionSetupTests.goldens + LogoffTests.goldens + TreeConnectTests.goldens + TreeDisconnectTests.goldens
        + CreateTests.goldens + CloseTests.goldens + FlushTests.goldens + ReadTests.goldens + WriteTests.goldens + LockTests.goldens
        + IOControlTests.goldens + CancelTests.goldens + EchoTests.goldens + QueryDirectoryTests.goldens + ChangeNotifyTests.goldens
        + QueryInfoTests.goldens + SetInfoTests.goldens + OplockBreakTests.goldens + ErrorResponseTests.goldens

    @Test("is written as it was read", arguments: all.filter { $0.variation == nil })
    func writesTheSameBytes(_ golden: GoldenMessage) throws {
        #expect(try golden.reencode(golden.frame) == golden.frame)
    }

    @Test("means the same after writing and reading", arguments: all)
    func meansTheSameAfterWriting(_ golden: GoldenMessage) throws {
        #expect(try golden.survivesWriting())
    }

    @Test("refuses every prefix", arguments: all)
    func refusesEveryPrefix(_ golden: GoldenMessage) {
        for length in 0..<golden.neededCount {
            let prefix = golden.frame.getSlice(at: 0, length: length) ?? ByteBuffer()
            #expect(throws: WireError.self, "\(length) bytes") { try golden.reencode(prefix) }
        }
    }

    @Test("does without its padding", arguments: all)
    func doesWithoutPadding(_ golden: GoldenMessage) throws {
        let message = golden.frame.getSlice(at: 0, length: golden.neededCount) ?? ByteBuffer()
        _ = try golden.reencode(message)
    }

    @Test("is read or refused, whatever bits flip", arguments: all)
    func survivesFlippedBits(_ golden: GoldenMessage) {
        for damaged in golden.damaged(count: 400, seed: 0x5167_6E65) {
            do {
                _ = try golden.reencode(damaged)
            } catch {
                #expect(error is WireError)
            }
        }
    }

    @Test("is read from the middle of a buffer as from its start", arguments: all)
    func readsAtAnyIndex(_ golden: GoldenMessage) throws {
        var shifted = ByteBuffer(repeating: 0xEE, count: 13)
        shifted.writeImmutableBuffer(golden.frame)
        shifted.moveReaderIndex(to: 13)
        #expect(try golden.reencode(shifted) == golden.reencode(golden.frame))
    }
}
