// SPDX-License-Identifier: Apache-2.0

/// A registry key that values of LanmanServer live under. The key decides the layer.
package enum RegistryPath: String, Hashable, Sendable, CaseIterable {
    case policy = #"HKLM\Software\Policies\Microsoft\Windows\LanmanServer"#
    case parameters = #"HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters"#
    case lsa = #"HKLM\SYSTEM\CurrentControlSet\Control\Lsa"#

    case msv1_0 = #"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0"#

    package var layer: SettingsLayer {
        switch self {
        case .policy: .policy
        case .parameters, .lsa, .msv1_0: .registry
        }
    }
}
