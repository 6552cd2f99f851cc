// SPDX-License-Identifier: Apache-2.0

/// The text of docs/events.md, made from the catalogue so that it cannot be stale.
package enum EventsDocument {
    package static func markdown() -> String {
        let sections = EventCatalogue.all.map(self.section).joined(separator: "\n\n")
        return """
            # Events

            This page is generated from the catalogue in `Sources/SMBAudit/Catalogue`; a test fails when it is stale.

            Events with numbers up to 59999 are those of Windows' provider `\(EventDefinition.Provider.windows.rawValue)`
            `\(EventDefinition.Provider.windows.guid)`: same fields, types and order. From 60001 on they are ours, of the provider
            `\(EventDefinition.Provider.signet.rawValue)` `\(EventDefinition.Provider.signet.guid)`. Task and opcode are 0, keywords
            `0x8000000000000008`. `ClientName` is `\\\\ADDRESS`; lengths count UTF-16 units. `SPNValidationPolicy` is the
            `SmbServerNameHardeningLevel` that the logon met. What Signet knows besides stands in the object `Signet` beside `EventData`.

            Not published by Windows, and so chosen here: `ReasonCode` of 551 (its section names the values), the text form of `Dialects` in 1061,
            the order of 1061's fields. The `SessionGUID` of 551 is made from the session's number.

            \(sections)

            """
    }

    private static func section(_ event: EventDefinition) -> String {
        let texts = EventLanguage.english.texts
        let message = texts.messages[event.id]
        let fields = event.template.map { "\($0.type) \($0.name)" }.joined(separator: ", ")
        return """
            ## \(event.id) \(event.symbol)

            \(message?.sentence ?? "") \(message?.guidance ?? "")

            * Version \(event.version), level \(event.level.rawValue) (\(texts.levels[event.level] ?? "")), channel `\(event.channel.rawValue)`
            * Fields: \(fields)
            * \(event.isUnproven ? "A stranger can cause it: nothing in it is proven." : "Judged on a proven logon or session.")
            """
    }
}
