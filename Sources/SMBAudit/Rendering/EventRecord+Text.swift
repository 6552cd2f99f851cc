// SPDX-License-Identifier: Apache-2.0

extension EventRecord {
    /// One line for people: when, what, in a sentence, and every field that is not a length.
    package func line(in language: EventLanguage = .english) -> String {
        let level = EventCatalogue.definition(of: self.event.id).map { EventMessage.level($0, language) } ?? ""
        let fields = (self.event.fields + self.event.extra).compactMap(Self.text).joined(separator: " ")
        return "\(Timestamp.plain(self.time)) \(self.event.id) \(level): \(EventMessage.sentence(self.event, language)) \(fields)"
    }

    private static func text(_ field: EventField) -> String? {
        if field.name.hasSuffix("Length") { return nil }
        if case .binary = field.value { return nil }
        let shown = field.value.description.printable
        // Quotes wherever a reader, or a script that splits at spaces, could see two fields in one.
        let isPlain = !shown.isEmpty && !shown.utf8.contains { $0 == 0x20 || $0 == 0x22 || $0 == 0x3D }
        return "\(field.name)=\(isPlain ? shown : JSONWriter.quoted(shown))"
    }
}
