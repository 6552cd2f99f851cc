// SPDX-License-Identifier: Apache-2.0

/// The text of docs/settings.md, made from the table so that it cannot be stale.
package enum SettingsDocument {
    package static func markdown() -> String {
        let rows = SettingKey.all.map(self.row).joined(separator: "\n")
        let keys = RegistryPath.allCases.map { "* \(self.label($0)): `\($0.rawValue)`" }.joined(separator: "\n")
        return """
            # Settings

            This page is generated from the table in `Sources/SMBSettings/SettingKey+All.swift`; a test fails when it is stale.

            Names, types and ranges are those of LanmanServer. A name is taken in any case. The command line (`--set NAME=VALUE`) wins over
            policy, policy over the registry, the registry over the default; a command line that weakens a policy value is refused without
            `--override-policy`. Values marked *Signet* are unknown to Windows.

            Registry keys:

            \(keys)

            | value | type | takes | default | layers' keys | takes effect | what it does |
            |---|---|---|---|---|---|---|
            \(rows)

            """
    }

    private static func row(_ key: SettingKey) -> String {
        let origin = key.isKnownToWindows ? "" : " *Signet*"
        let shown = key.defaultValue.description
        let cells = [
            "`\(key.name)`\(origin)", key.typeName, key.range, shown.isEmpty ? "(empty)" : shown,
            key.paths.map(self.label).joined(separator: ", "), key.effect.rawValue, key.summary,
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private static func label(_ path: RegistryPath) -> String {
        switch path {
        case .policy: "policy"
        case .parameters: "parameters"
        case .lsa: "Lsa"
        case .msv1_0: "MSV1_0"
        }
    }
}
