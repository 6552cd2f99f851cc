// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 OPLOCK_BREAK") struct OplockBreakTests {
    static let notification = GoldenMessage(
        SMB2.OplockBreakNotification.self, from: "[MS-SMB2] 2.2.23.1",
        """
        fe534d424000000000000000120000000100000000000000ffffffffffffffff00000000000000000000000000000000000000000000000000000000
        00000000180001000000000011000000000000002200000000000000
        """)
    static let acknowledgment = GoldenMessage(
        SMB2.OplockBreakAcknowledgment.self, from: "[MS-SMB2] 2.2.24.1",
        """
        fe534d424000010000000000120001000000000000000000070000000000000000000000050000008877665544332211000000000000000000000000
        00000000180001000000000011000000000000002200000000000000
        """)
    static let response = GoldenMessage(
        SMB2.OplockBreakResponse.self, from: "[MS-SMB2] 2.2.25.1",
        """
        fe534d424000010000000000120001000100000000000000070000000000000000000000050000008877665544332211000000000000000000000000
        00000000180001000000000011000000000000002200000000000000
        """)

    static let goldens = [notification, acknowledgment, response]

    @Test func allThreeNameTheOpenAndItsLevel() throws {
        let file = SMB2.FileID(persistent: 0x11, volatile: 0x22)
        #expect(try Self.notification.decoded() == SMB2.OplockBreakNotification(oplockLevel: .levelII, file: file))
        #expect(try Self.acknowledgment.decoded() == SMB2.OplockBreakAcknowledgment(oplockLevel: .levelII, file: file))
        #expect(try Self.response.decoded() == SMB2.OplockBreakResponse(oplockLevel: .levelII, file: file))
    }

    @Test func aNotificationAnswersNoRequest() throws {
        #expect(try Self.notification.header().messageID == .max)
    }
}
