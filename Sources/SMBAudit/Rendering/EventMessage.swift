// SPDX-License-Identifier: Apache-2.0

/// The words of an event in a language.
enum EventMessage {
    /// A sentence, the labelled fields one a line, and guidance. What came from a client is made printable, so that it can neither
    /// begin a line of its own nor drive a terminal.
    static func full(_ event: AuditEvent, _ language: EventLanguage) -> String {
        let texts = language.texts
        guard let message = texts.messages[event.id] else { return "" }
        let lines = message.labels.compactMap { item in
            event[item.field].map { "\(item.label): \(self.text($0, item.field, texts))" }
        }
        return ([message.sentence, ""] + lines + ["", message.guidance]).joined(separator: "\n")
    }

    static func sentence(_ event: AuditEvent, _ language: EventLanguage) -> String { language.texts.messages[event.id]?.sentence ?? "" }

    static func level(_ definition: EventDefinition, _ language: EventLanguage) -> String { language.texts.levels[definition.level] ?? "" }

    private static func text(_ value: EventValue, _ field: String, _ texts: EventTexts) -> String {
        switch value {
        case .boolean(let flag): flag ? texts.yes : texts.no
        case .uint32(let number) where field == "SPNValidationPolicy": texts.policies[number] ?? String(number)
        case .uint16, .uint32, .uint64, .hexInt32, .hexInt64, .unicode, .ansi, .binary, .guid, .list: value.description.printable
        }
    }
}
