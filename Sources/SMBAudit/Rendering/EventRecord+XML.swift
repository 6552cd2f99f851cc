// SPDX-License-Identifier: Apache-2.0

extension EventRecord {
    /// The event as Windows' event XML, on one line. Signet's own fields follow at the end, in a namespace of their own, where the
    /// event schema allows any element.
    package func xml(in language: EventLanguage = .english) -> String {
        let definition = EventCatalogue.definition(of: self.event.id)
        var xml = #"<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">"#
        xml += self.systemElement(definition)
        xml += "<EventData>" + self.event.fields.map(Self.data).joined() + "</EventData>"
        xml += "<RenderingInfo Culture=\(XMLText.attribute(language.culture))>"
        xml += XMLText.element("Message", EventMessage.full(self.event, language))
        xml += XMLText.element("Level", definition.map { EventMessage.level($0, language) } ?? "")
        xml += "</RenderingInfo>"
        if !self.event.extra.isEmpty {
            xml += #"<Signet xmlns="urn:signet:event">"# + self.event.extra.map(Self.data).joined() + "</Signet>"
        }
        return xml + "</Event>"
    }

    private func systemElement(_ definition: EventDefinition?) -> String {
        let provider = definition?.provider ?? .signet
        var xml = "<System>"
        xml += "<Provider Name=\(XMLText.attribute(provider.rawValue)) Guid=\(XMLText.attribute(provider.guid))/>"
        xml += XMLText.element("EventID", String(self.event.id))
        xml += XMLText.element("Version", String(definition?.version ?? 0))
        xml += XMLText.element("Level", String((definition?.level ?? .information).rawValue))
        xml += XMLText.element("Task", String(definition?.task ?? 0))
        xml += XMLText.element("Opcode", String(definition?.opcode ?? 0))
        xml += XMLText.element("Keywords", "0x" + Hex.digits(definition?.keywords ?? 0, count: 16))
        xml += "<TimeCreated SystemTime=\(XMLText.attribute(Timestamp.precise(self.time)))/>"
        xml += XMLText.element("EventRecordID", String(self.recordID))
        xml += XMLText.element("Channel", (definition?.channel ?? .signet).rawValue)
        xml += XMLText.element("Computer", self.computer)
        return xml + "</System>"
    }

    private static func data(_ field: EventField) -> String {
        "<Data Name=\(XMLText.attribute(field.name))>\(XMLText.escaped(field.value.description))</Data>"
    }
}
