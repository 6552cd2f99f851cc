// SPDX-License-Identifier: Apache-2.0
import Foundation
import SMBAudit
import Testing

@Suite("docs/events.md") struct EventsDocumentTests {
    /// `SIGNET_WRITE_DOCS=1 swift test --filter DocumentTests` writes the page anew.
    @Test func isFresh() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/events.md").standardizedFileURL
        if ProcessInfo.processInfo.environment["SIGNET_WRITE_DOCS"] != nil {
            try FileManager.default.createDirectory(at: page.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(EventsDocument.markdown().utf8).write(to: page)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == EventsDocument.markdown())
    }

    @Test func describesEveryEvent() {
        let document = EventsDocument.markdown()
        #expect(EventCatalogue.all.filter { !document.contains("## \($0.id) \($0.symbol)\n") }.isEmpty)
    }
}
