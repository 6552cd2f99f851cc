// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@testable import SMBEngine

@Suite("Names that clients send") struct FilePathTests {
    @Test(
        "what is a name",
        arguments: [
            ("", []), ("a", ["a"]), (#"a\b.txt"#, ["a", "b.txt"]), ("a b", ["a b"]), ("..a", ["..a"]), ("...", ["..."]), ("été", ["été"]),
            ("\u{F022}", ["\u{F022}"]),
        ])
    func parses(_ name: String, _ components: [String]) throws {
        #expect(try StorePath(parsing: name).components == components)
    }

    @Test(
        "what is none",
        arguments: [
            ".", #"a\."#, #"a\\b"#, #"a\"#, "a/b", "../a", "a*", "a?", "a<", "a>", "a\"", "a|",
            "a\u{0}b", "a\nb", "a:stream", #"a:b\c"#, "::$DATA", #"a\::$DATA"#, ":",
        ])
    func refuses(_ name: String) {
        #expect(throws: NTStatus.objectNameInvalid) { try StorePath(parsing: name) }
    }

    @Test("CVE-2021-31800, CVE-2017-2619: traversal", arguments: ["..", #"..\secret"#, #"a\..\..\secret"#, #"a\..\b"#])
    func refusesTraversal(_ name: String) {
        #expect(throws: NTStatus.objectPathSyntaxBad) { try StorePath(parsing: name) }
    }

    @Test func aLeadingSeparatorIsRefused() {
        #expect(throws: NTStatus.invalidParameter) { try StorePath(parsing: #"\a"#) }
        #expect(throws: NTStatus.invalidParameter) { try StorePath(parsing: #"\\server\share"#) }
    }

    @Test func aComponentHasAtMost255Units() throws {
        _ = try StorePath(parsing: String(repeating: "é", count: 255))
        #expect(throws: NTStatus.objectNameInvalid) { try StorePath(parsing: String(repeating: "a", count: 256)) }
        // Beyond the basic plane a character takes two units.
        #expect(throws: NTStatus.objectNameInvalid) { try StorePath(parsing: String(repeating: "😀", count: 128)) }
    }

    @Test func aPathHasAnEnd() {
        #expect(throws: NTStatus.objectNameInvalid) {
            try StorePath(parsing: Array(repeating: "aaaaaaa", count: 600).joined(separator: #"\"#))
        }
    }
}
