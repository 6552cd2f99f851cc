// SPDX-License-Identifier: Apache-2.0

/// A language that events are rendered in. A new one is a case here and a file of texts beside `EventTexts+English.swift`.
package enum EventLanguage: String, Hashable, Sendable, CaseIterable {
    case english = "en"

    /// The culture that RenderingInfo names.
    package var culture: String {
        switch self {
        case .english: "en-US"
        }
    }

    var texts: EventTexts {
        switch self {
        case .english: .english
        }
    }
}

/// The words of one language.
struct EventTexts: Sendable {
    /// By event: a sentence, and the fields that follow it with their labels.
    let messages: [UInt16: Message]
    let levels: [EventDefinition.Level: String]
    /// What `SPNValidationPolicy` shows as.
    let policies: [UInt32: String]
    let yes: String
    let no: String

    struct Message: Sendable {
        let sentence: String
        let labels: [(field: String, label: String)]
        let guidance: String
    }
}
