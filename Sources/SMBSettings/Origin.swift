// SPDX-License-Identifier: Apache-2.0

/// Which layer decided a value and, where another value decided it, that value's name.
package struct Origin: Hashable, Sendable {
    package let layer: SettingsLayer
    package let decidedBy: String?

    package init(layer: SettingsLayer, decidedBy: String? = nil) {
        self.layer = layer
        self.decidedBy = decidedBy
    }
}
