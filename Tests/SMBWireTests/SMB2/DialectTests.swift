// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@Suite("SMB2 dialects and commands") struct DialectTests {
    @Test func dialectsAreOrderedByAge() {
        #expect(SMB2.Dialect.all.sorted() == SMB2.Dialect.all)
        #expect(SMB2.Dialect.smb2_1 < .smb3_0)
    }

    @Test func dialectsPrintAsPeopleWriteThem() {
        #expect(SMB2.Dialect.all.map(\.description) == ["2.0.2", "2.1", "3.0", "3.0.2", "3.1.1"])
        #expect(SMB2.Dialect(rawValue: 0x0FFF).description == "0xfff")
    }

    @Test func commandsPrintAsTheSpecificationWritesThem() {
        #expect(SMB2.Command.negotiate.description == "NEGOTIATE")
        #expect(SMB2.Command.oplockBreak.description == "OPLOCK_BREAK")
        #expect(SMB2.Command(rawValue: 0x13).description == "0x13")
        #expect(!SMB2.Command(rawValue: 0x13).isKnown)
    }
}
