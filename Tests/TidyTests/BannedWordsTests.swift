// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("What is not written here") struct BannedWordsTests {
    @Test(
        "no crash by cast or try, and no promise that the compiler does not check",
        arguments: ["try!", "as!", "@unchecked", "nonisolated(unsafe)"])
    func noUncheckedPromises(_ word: String) {
        #expect(SourceTree.sources.flatMap { $0.lines { $0.contains(word) } } == [])
    }

    @Test("only the command line prints") func onlyTheCommandLinePrints() {
        let printing = SourceTree.sources.filter { $0.target != "signet" }.flatMap { file in
            file.lines { $0.contains(/(^|[^.\w])print\(/) }
        }
        #expect(printing == [])
    }

    @Test("a TODO names who and which issue: TODO(name, #12)") func todosHaveAnOwner() {
        let orphans = (SourceTree.sources + SourceTree.tests).filter { $0.target != "TidyTests" }.flatMap { file in
            zip(1..., file.lines).filter { $1.contains("TODO") && !$1.contains(/TODO\(\w+, #\d+\)/) }.map { "\(file.path):\($0.0)" }
        }
        #expect(orphans == [])
    }

    @Test("a machine's switch names every case") func machinesAreExhaustive() {
        let machines = SourceTree.sources.filter { ["SMBEngine", "SMBAuth"].contains($0.target) && $0.name.contains("Machine") }
        #expect(machines.flatMap { $0.lines { $0.contains(/^\s*default:/) } } == [])
    }

    /// Numbers of a peer reach the engine; a conversion that traps would end the process for everybody.
    @Test("the engine narrows a number only by a conversion that cannot trap") func narrowingIsExplicit() {
        let narrowing = SourceTree.sources.filter { $0.target == "SMBEngine" }.flatMap { file in
            file.lines { $0.contains(/\bU?Int(8|16|32)\((?!(exactly|clamping|truncatingIfNeeded|bitPattern|ascii):)/) }
        }
        #expect(narrowing.filter { line in !Self.widening.contains { line.contains($0) } } == [])
    }

    private static let widening = [
        "UInt32(element.header.creditCharge)",  // of 16 bits
        "Unicode.Scalar(UInt8(scalar.value - 32))",  // of a letter between a and z
    ]

    @Test("every file begins with its licence", arguments: [SourceTree.sources, SourceTree.tests])
    func filesBeginWithTheirLicence(_ files: [SourceFile]) {
        #expect(files.filter { $0.lines.first != "// SPDX-License-Identifier: Apache-2.0" }.map(\.path) == [])
    }

    @Test("no file is longer than 500 lines") func filesAreShort() {
        #expect((SourceTree.sources + SourceTree.tests).filter { $0.lines.count > 500 }.map { "\($0.path): \($0.lines.count)" } == [])
    }

    @Test("no path of one machine") func noMachinePaths() {
        let everything = SourceTree.sources + SourceTree.documents + SourceTree.scripts
        let home = try? Regex(#"/(home|root|work|Users)/[a-zA-Z0-9._-]+"#)
        let strays = everything.filter { $0.target != "TidyTests" }.flatMap { file in
            zip(1..., file.lines).filter { _, line in home.map { line.contains($0) } ?? true }.map { "\(file.path):\($0.0)" }
        }
        #expect(strays == [])
    }
}
