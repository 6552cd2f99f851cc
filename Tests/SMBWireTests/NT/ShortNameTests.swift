// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@Suite("Names of eight and three letters") struct ShortNameTests {
    @Test("these are short already", arguments: ["A", "readme.txt", "12345678.123", "FOO~1.C", ".", "..", "a-b_c.$$$", "NUL2"])
    func short(_ name: String) {
        #expect(ShortName.isShort(name))
        #expect(ShortName.make(for: name) == name)
    }

    @Test(
        "these are not",
        arguments: [
            "123456789", "a.html", "a.b.c", ".profile", "trailing.", "with space", "ä.txt", "plus+", "a,b", "", "con", "Aux.txt", "lpt1",
        ])
    func long(_ name: String) {
        #expect(!ShortName.isShort(name))
        let made = ShortName.make(for: name)
        #expect(ShortName.isShort(made) && ShortName.mayBeGenerated(made))
    }

    @Test func aShortNameDoesNotDependOnTheLettersCase() {
        #expect(ShortName.make(for: "Long File Name.Text") == ShortName.make(for: "LONG FILE NAME.text"))
    }

    @Test func namesThatDifferLittleHaveDifferentShortNames() {
        let names = (0..<2000).map { "A long file name \($0).text" }
        #expect(Set(names.map(ShortName.make)).count == names.count)
    }

    @Test func theSuffixAndTheFirstLettersAreKept() {
        let name = ShortName.make(for: "Annual report.xlsx")
        #expect(name.hasPrefix("AN") && name.hasSuffix(".XLS") && name.utf8.count == 12)
    }
}
