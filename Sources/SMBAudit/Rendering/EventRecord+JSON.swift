// SPDX-License-Identifier: Apache-2.0

extension EventRecord {
    /// One line: the event XML with attributes as members, and the `Signet` object beside EventData where there is something in it.
    package func json(in language: EventLanguage = .english) -> String {
        let definition = EventCatalogue.definition(of: self.event.id)
        var writer = JSONWriter()
        writer.object { document in
            document.object("Event") { event in
                event.object("System") { self.system(&$0, definition) }
                event.object("EventData") { Self.fields(&$0, self.event.fields) }
                if !self.event.extra.isEmpty { event.object("Signet") { Self.fields(&$0, self.event.extra) } }
                event.object("RenderingInfo") { info in
                    info.string("Culture", language.culture)
                    info.string("Message", EventMessage.full(self.event, language))
                    info.string("Level", definition.map { EventMessage.level($0, language) } ?? "")
                }
            }
        }
        return writer.text
    }

    private func system(_ system: inout JSONWriter, _ definition: EventDefinition?) {
        let provider = definition?.provider ?? .signet
        system.object("Provider") { object in
            object.string("Name", provider.rawValue)
            object.string("Guid", provider.guid)
        }
        system.number("EventID", self.event.id)
        system.number("Version", definition?.version ?? 0)
        system.number("Level", (definition?.level ?? .information).rawValue)
        system.number("Task", definition?.task ?? 0)
        system.number("Opcode", definition?.opcode ?? 0)
        system.string("Keywords", "0x" + Hex.digits(definition?.keywords ?? 0, count: 16))
        system.object("TimeCreated") { $0.string("SystemTime", Timestamp.precise(self.time)) }
        system.number("EventRecordID", self.recordID)
        system.string("Channel", (definition?.channel ?? .signet).rawValue)
        system.string("Computer", self.computer)
    }

    private static func fields(_ object: inout JSONWriter, _ fields: [EventField]) {
        for field in fields {
            switch field.value {
            case .uint16(let number): object.number(field.name, number)
            case .uint32(let number): object.number(field.name, number)
            case .uint64(let number): object.number(field.name, number)
            case .boolean(let flag): object.bool(field.name, flag)
            case .list(let items): object.strings(field.name, items)
            case .hexInt32, .hexInt64, .unicode, .ansi, .binary, .guid: object.string(field.name, field.value.description)
            }
        }
    }
}
