// SPDX-License-Identifier: Apache-2.0

/// What is fixed of an event: everything that its rule does not say.
package struct EventDefinition: Hashable, Sendable {
    package let id: UInt16
    package let version: UInt8
    package let symbol: String
    package let level: Level
    package let channel: Channel
    package let provider: Provider
    /// The names and types of EventData, in order.
    package let template: [TemplateField]
    /// Whether a stranger can cause it. Nothing in it is proven then, and a sink may count instead of store.
    package let isUnproven: Bool

    package let task = 0
    package let opcode = 0
    /// Operational, and the bit of the channel. Windows' channel bits are not published; all of ours have the first.
    package let keywords: UInt64 = 0x8000_0000_0000_0008

    package enum Level: UInt8, Hashable, Sendable {
        case error = 2
        case warning = 3
        case information = 4
    }

    package enum Channel: String, Hashable, Sendable {
        case audit = "Microsoft-Windows-SMBServer/Audit"
        case security = "Microsoft-Windows-SMBServer/Security"
        case operational = "Microsoft-Windows-SMBServer/Operational"
        case signet = "Signet/Audit"
    }

    /// Who defined the event. Ours must not pass for Windows'.
    package enum Provider: String, Hashable, Sendable {
        case windows = "Microsoft-Windows-SMBServer"
        case signet = "Signet"

        package var guid: String {
            switch self {
            case .windows: "{d48ce617-33a2-4bc3-a5c7-11aa4f29619e}"
            case .signet: "{5f0a1b52-6c0e-4d0b-9a55-2f6d1c7e4b90}"
            }
        }
    }
}

/// A name and type of an event template, such as `UInt16 ClientNameLength`.
package struct TemplateField: Hashable, Sendable {
    package let type: String
    package let name: String

    init(_ type: String, _ name: String) {
        self.type = type
        self.name = name
    }
}
