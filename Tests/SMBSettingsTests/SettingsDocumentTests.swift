// SPDX-License-Identifier: Apache-2.0
import Foundation
import SMBSettings
import Testing

@Suite("docs/settings.md") struct SettingsDocumentTests {
    /// `SIGNET_WRITE_DOCS=1 swift test --filter DocumentTests` writes the page anew.
    @Test func isFresh() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/settings.md").standardizedFileURL
        if ProcessInfo.processInfo.environment["SIGNET_WRITE_DOCS"] != nil {
            try FileManager.default.createDirectory(at: page.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(SettingsDocument.markdown().utf8).write(to: page)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == SettingsDocument.markdown())
    }

    @Test func hasARowForEveryValue() {
        let document = SettingsDocument.markdown()
        #expect(SettingKey.all.filter { !document.contains("| `\($0.name)`") }.isEmpty)
    }
}
