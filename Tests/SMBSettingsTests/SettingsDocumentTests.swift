// SPDX-License-Identifier: Apache-2.0
import SMBSettings
import Testing

@Suite("The page on settings") struct SettingsDocumentTests {
    @Test func hasARowForEveryValue() {
        let document = SettingsDocument.markdown()
        #expect(SettingKey.all.filter { !document.contains("| `\($0.name)`") }.isEmpty)
    }
}
