// SPDX-License-Identifier: Apache-2.0
import SMBSettings

/// One line of `policy show`, as it travels from the server and as it is printed.
struct SettingReport: Codable, Hashable, Sendable {
    var name: String
    var value: String
    var type: String
    var layer: String
    var reason: String
    var range: String
    var takesEffect: String
    var summary: String
}

extension SettingReport {
    init(_ explanation: SettingExplanation) {
        self.name = explanation.key.name
        self.value = explanation.value.description
        self.type = explanation.key.typeName
        self.layer = explanation.origin.layer.description
        self.reason = explanation.reason
        self.range = explanation.key.range
        self.takesEffect = explanation.key.effect.rawValue
        self.summary = explanation.key.summary
    }
}

extension SettingReport {
    /// The settings that these lines describe.
    static func settings(in reports: [SettingReport]) -> Settings {
        var settings = Settings()
        for report in reports {
            // A server of another version may know values that we don't; they mean nothing here.
            guard let key = SettingKey.named(report.name), let value = try? key.parse(report.value) else { continue }
            try? key.set(value, in: &settings)
        }
        return settings
    }
}
