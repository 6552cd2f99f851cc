// SPDX-License-Identifier: Apache-2.0

/// One row of the settings table: the parser, `policy show` and docs/settings.md all read it.
package struct SettingKey: Sendable {
    /// What data a value may hold.
    package enum Kind: Hashable, Sendable {
        case flag
        case number(ClosedRange<UInt32>)
        case choice([Choice])
        case names
        /// Some of a closed list, in order of preference.
        case selection([String])
    }

    /// One datum of a closed list, and how people call it.
    package struct Choice: Hashable, Sendable {
        package let value: UInt32
        package let label: String
    }

    /// When a change reaches clients. What NEGOTIATE announced stays with its connection.
    package enum Effect: String, Hashable, Sendable {
        case newConnections = "new connections"
        case nextLogon = "next logon"
        case atOnce = "at once"
    }

    /// Which direction weakens protection. A command line may not go there against a policy.
    package enum Weakening: Hashable, Sendable {
        case lower
        case higher
        /// More names accept more clients; more ciphers, weaker ones.
        case additions
        case none
    }

    /// The registry's spelling, which is also how it is printed.
    package let name: String
    package let kind: Kind
    package let paths: [RegistryPath]
    package let isKnownToWindows: Bool
    package let effect: Effect
    package let weakening: Weakening
    package let summary: String

    let read: @Sendable (Settings) -> RegistryValue
    let write: @Sendable (inout Settings, RegistryValue) -> Void
}

extension SettingKey {
    /// The row of a name in any case, if there is one.
    package static func named(_ name: String) -> SettingKey? { self.byLowerCaseName[name.lowercased()] }

    private static let byLowerCaseName = Dictionary(
        SettingKey.all.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

    package var defaultValue: RegistryValue { self.read(Settings()) }

    package func value(in settings: Settings) -> RegistryValue { self.read(settings) }

    /// Puts a value into settings after checking its type and range.
    package func set(_ value: RegistryValue, in settings: inout Settings) throws(SettingError) {
        try self.check(value)
        self.write(&settings, value)
    }

    package func check(_ value: RegistryValue) throws(SettingError) {
        switch (self.kind, value) {
        case (.names, .multiString(let names)):
            // The name list is looked through at each logon.
            guard names.count <= Self.maximumNames, names.allSatisfy(Self.isPossibleName) else { throw self.outOfRange(value.description) }
        case (.flag, .dword(let number)):
            guard number <= 1 else { throw self.outOfRange(value.description) }
        case (.number(let range), .dword(let number)):
            guard range.contains(number) else { throw self.outOfRange(value.description) }
        case (.choice(let choices), .dword(let number)):
            guard choices.contains(where: { $0.value == number }) else { throw self.outOfRange(value.description) }
        case (.selection(let words), .multiString(let items)):
            guard !items.isEmpty, items.count <= words.count, items.allSatisfy({ words.contains($0.uppercased()) }) else {
                throw self.outOfRange(value.description)
            }
        case (.names, _), (.flag, _), (.number, _), (.choice, _), (.selection, _):
            throw .wrongType(name: self.name, takes: self.range, given: "\(value) (\(value.typeName))")
        }
    }

    /// Reads the text of a command line or file: `1`, `0x1`, `3.1.1` for a dialect, `a,b` for several strings.
    package func parse(_ text: String) throws(SettingError) -> RegistryValue {
        let value: RegistryValue
        switch self.kind {
        case .names, .selection:
            value = .multiString(text.split(separator: ",").map(Self.trimmed).filter { !$0.isEmpty })
        case .flag, .number:
            guard let number = Self.number(text) else { throw self.outOfRange(text) }
            value = .dword(number)
        case .choice(let choices):
            guard let number = choices.first(where: { $0.label == text })?.value ?? Self.number(text) else { throw self.outOfRange(text) }
            value = .dword(number)
        }
        try self.check(value)
        return value
    }

    /// Whether `value` protects less than `other` does.
    package func isWeaker(_ value: RegistryValue, than other: RegistryValue) -> Bool {
        switch (self.weakening, value, other) {
        case (.lower, .dword(let mine), .dword(let theirs)): mine < theirs
        case (.higher, .dword(let mine), .dword(let theirs)): mine > theirs
        case (.additions, .multiString(let mine), .multiString(let theirs)):
            !Set(mine.map { $0.lowercased() }).isSubset(of: theirs.map { $0.lowercased() })
        case (.lower, _, _), (.higher, _, _), (.additions, _, _), (.none, _, _): false
        }
    }

    /// What the value takes, in words: `0…2`, `514 (2.0.2), …`, `names and addresses`.
    package var range: String {
        switch self.kind {
        case .flag: "0…1"
        case .number(let range): "\(range.lowerBound)…\(range.upperBound)"
        case .choice(let choices): choices.map { "\($0.value) (\($0.label))" }.joined(separator: ", ")
        case .selection(let words): "one or more of \(words.joined(separator: ", ")), the first preferred"
        case .names: "up to \(Self.maximumNames) names or addresses of at most \(Self.maximumNameLength) characters"
        }
    }

    /// The registry type of the value.
    package var typeName: String { self.defaultValue.typeName }

    private static let maximumNames = 1024
    private static let maximumNameLength = 255

    private func outOfRange(_ given: String) -> SettingError { .outOfRange(name: self.name, takes: self.range, given: given) }

    private static func isPossibleName(_ name: String) -> Bool {
        (1...self.maximumNameLength).contains(name.unicodeScalars.count)
            && name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x2C && !(0x7F...0x9F).contains($0.value) }
    }

    private static func number(_ text: String) -> UInt32? {
        let isHex = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = isHex ? text.dropFirst(2) : text[...]
        guard digits.allSatisfy(\.isHexDigit) else { return nil }  // The initialiser would take a sign.
        return UInt32(digits, radix: isHex ? 16 : 10)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
