// SPDX-License-Identifier: Apache-2.0
import SMBSettings

/// `NAME=VALUE`, as `--set` takes it.
enum SettingAssignment {
    /// The values of a layer; a later one of the same name wins.
    static func layer(_ assignments: [String], for what: String) throws(CommandFailure) -> [String: RegistryValue] {
        var values: [String: RegistryValue] = [:]
        do throws(SettingError) {
            for assignment in assignments {
                let (name, value) = try SettingsLayers.assignment(assignment)
                values[name] = value
            }
        } catch {
            throw CommandFailure(what, error)
        }
        return values
    }
}
