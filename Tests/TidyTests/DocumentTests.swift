// SPDX-License-Identifier: Apache-2.0
import Foundation
import SMBAudit
import SMBSettings
import Support
import Testing

@Suite("The documents") struct DocumentTests {
    /// `make docs` writes them anew.
    @Test(
        "generated pages are fresh",
        arguments: [("docs/settings.md", SettingsDocument.markdown()), ("docs/events.md", EventsDocument.markdown())])
    func generatedPagesAreFresh(_ path: String, _ text: String) throws {
        if ProcessInfo.processInfo.environment["SIGNET_WRITE_DOCS"] == "1" {
            try text.write(toFile: "\(SourceTree.root)/\(path)", atomically: true, encoding: .utf8)
        }
        #expect(SourceFile(path).text == text, "stale: run make docs")
    }

    /// Its words are written by hand, its tables are not.
    @Test("the tables of docs/spn-validation.md are fresh") func namesTableIsFresh() throws {
        let path = "docs/spn-validation.md"
        let parts = SourceFile(path).text.components(separatedBy: SPNValidationDocument.begin)
        let words = try #require(parts.first)
        let rest = try #require(parts.last?.components(separatedBy: SPNValidationDocument.end).last)
        let text = words + SPNValidationDocument.table() + rest
        if ProcessInfo.processInfo.environment["SIGNET_WRITE_DOCS"] == "1" {
            try text.write(toFile: "\(SourceTree.root)/\(path)", atomically: true, encoding: .utf8)
        }
        #expect(SourceFile(path).text == text, "stale: run make docs")
    }

    @Test("ARCHITECTURE names every target", arguments: SourceTree.targets)
    func architectureNamesTheTargets(_ target: String) {
        #expect(SourceFile("ARCHITECTURE.md").text.contains(target))
    }

    @Test("a file that a document names exists", arguments: SourceTree.documents)
    func namedFilesExist(_ document: SourceFile) {
        let named = document.text.matches(of: /`((Sources|Tests|scripts|docs|Benchmarks|Fuzz)\/[A-Za-z0-9_+.\/-]+)`/).map { String($0.1) }
        #expect(named.filter { !SourceTree.exists($0) } == [])
    }

    @Test("a relative link leads somewhere", arguments: SourceTree.documents)
    func linksLeadSomewhere(_ document: SourceFile) {
        let folder = document.path.split(separator: "/").dropLast().joined(separator: "/")
        let links = document.text.matches(of: /\]\(([^):#]+)(#[^)]*)?\)/).map { String($0.1) }.filter { !$0.hasPrefix("http") }
        #expect(links.filter { !SourceTree.exists(folder.isEmpty ? $0 : "\(folder)/\($0)") } == [])
    }

    @Test("every document is there") func everyDocumentIsThere() {
        #expect(SourceTree.documents.filter { $0.text.isEmpty }.map(\.path) == [])
    }
}
