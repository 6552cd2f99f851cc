// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import Testing

/// [MS-FSA] 2.1.4.4
@Suite("Wildcards") struct WildcardPatternTests {
    @Test(
        arguments: [
            ("*", "anything"), ("*", "a.b"), ("**", "x"),
            ("name.txt", "NAME.TXT"), ("Ä.txt", "ä.TXT"), ("σ", "Σ"),
            ("*.txt", "a.txt"), ("*.txt", "a.b.txt"), ("*.txt", ".txt"), ("*.ä", "ö.Ä"), ("*.txt", "ö.TXT"), ("*é", "É"), ("a.b", "A.B"),
            ("a*", "a"), ("*a*b*", "xxaxxbxx"), ("a*c", "abcabc"),
            ("?", "x"), ("??.?", "ab.c"), ("?", "."), ("a?c", "a.c"),
            ("<.txt", "a.txt"), ("<.txt", "a.b.txt"), ("<", "noDot"), ("<\"", "noDot"), ("<\"", "name."), ("<.", "a.b."), ("<.b", "a.b"),
            (">", "x"), (">>>", "x"), (">>>.txt", "a.txt"), (">>>.txt", "abc.txt"), ("a>", "a"), ("a>.b", "a.b"),
            ("a\"", "a"), ("a\"", "a."), ("a\"b", "a.b"), ("\"\"", "."), ("*\"", "a"), ("<\"*", "a.b.c"), ("", ""),
            ("FILE>>>>.>>>", "file1.c"), (">>>>>>>>\">>>", "readme"), (">>>>>>>>\">>>", "readme.txt"),
        ])
    func matches(_ expression: String, _ name: String) { #expect(WildcardPattern(expression).matches(name)) }

    @Test(
        arguments: [
            ("name", "names"), ("names", "name"), ("", "a"), ("ä", "a\u{308}"), ("K", "\u{212A}"), ("s", "\u{17F}"), ("SS", "ß"),
            ("*.txt", "txt"), ("*.txt", "ö.txö"), ("*é", "e"), ("*xé", "é"), ("aé", "é"), ("é", "aé"), ("b", "ab"), ("ab", "b"),
            ("*.txt", "a.txtx"), ("*.*", "noDot"), ("a*c", "abcd"),
            ("?", ""), ("?", "ab"), ("??", "a"),
            // Up to the last dot and no further.
            ("<txt", "a.txt"), ("<b", "a.b"), ("<.b", "a.b.c"), ("<.", "a.b"), ("<\"", "a.b"),
            (">", "ab"), (">>>.txt", "abcd.txt"), (">b", "a.b"), (">>>>>>>>\">>>", "longername.txt"), (">>>>>>>>\">>>", "a.b.c"),
            ("a\"b", "ab"), ("\"a", "a"), ("a\"", "ab"),
        ])
    func doesNotMatch(_ expression: String, _ name: String) { #expect(!WildcardPattern(expression).matches(name)) }

    /// CVE-less, but known from other servers: a search expression that keeps the server busy for ever.
    @Test(arguments: ["*a", "<a", "*?", "?*", ">", "<>", "\""]) func takesNoLongerForAnEvilExpression(_ piece: String) {
        let pattern = WildcardPattern(String(repeating: piece, count: 200) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 255)))
    }

    @Test(arguments: [("*", true), ("a?", true), ("a<", true), ("a>", true), ("a\"", true), ("a.b", false), ("", false)])
    func knowsItsWildcards(_ expression: String, _ expected: Bool) { #expect(WildcardPattern(expression).hasWildcards == expected) }

    @Test(arguments: ["abcXYZ.09", "ÀÉÿ", "ßıſK", "日本語カナ", "𐐨", "ǆ"]) func foldsTheSameInBothForms(_ text: String) {
        #expect(Array(WildcardPattern.folded(text).unicodeScalars) == WildcardPattern.fold(text))
        #expect(WildcardPattern.folded(WildcardPattern.folded(text)) == WildcardPattern.folded(text))
    }

    @Test func nothingFoldsToASCIIOrBeyondTheBasicPlane() {
        #expect(WildcardPattern.folded("ıſK") == "ıſK")
        #expect(WildcardPattern.folded("𐐨") == "𐐨")
        #expect(WildcardPattern.folded("äß") == "Äß")
    }
}
