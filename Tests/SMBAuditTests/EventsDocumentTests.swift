// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import Testing

@Suite("The page on events") struct EventsDocumentTests {
    @Test func describesEveryEvent() {
        let document = EventsDocument.markdown()
        #expect(EventCatalogue.all.filter { !document.contains("## \($0.id) \($0.symbol)\n") }.isEmpty)
    }
}
