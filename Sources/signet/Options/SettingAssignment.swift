// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SMBSettings

/// `NAME=VALUE`, checked against the table of settings while the command line is read.
struct SettingAssignment: Hashable, Sendable {
    let name: String
    let value: RegistryValue

    init(_ text: String) throws(SettingError) {
        (self.name, self.value) = try SettingsLayers.assignment(text)
    }
}

extension SettingAssignment {
    static func parse(_ text: String) throws -> SettingAssignment {
        do throws(SettingError) {
            return try SettingAssignment(text)
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// A later assignment of a name wins.
    static func layer(_ assignments: [SettingAssignment]) -> [String: RegistryValue] {
        Dictionary(assignments.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}
