// SPDX-License-Identifier: Apache-2.0

/// A value of an event, in the types of event templates.
package enum EventValue: Hashable, Sendable, Codable {
    case uint16(UInt16)
    case uint32(UInt32)
    case uint64(UInt64)
    case hexInt32(UInt32)
    case hexInt64(UInt64)
    case boolean(Bool)
    case unicode(String)
    /// One byte a character where Windows writes it; here it is text as any other.
    case ansi(String)
    case binary([UInt8])
    /// In registry form with braces.
    case guid(String)
    /// Only in what Signet adds: no template of ours has a list.
    case list([String])

    /// The type as event manifests spell it.
    package var typeName: String {
        switch self {
        case .uint16: "UInt16"
        case .uint32: "UInt32"
        case .uint64: "UInt64"
        case .hexInt32: "HexInt32"
        case .hexInt64: "HexInt64"
        case .boolean: "Boolean"
        case .unicode: "UnicodeString"
        case .ansi: "AnsiString"
        case .binary: "Binary"
        case .guid: "GUID"
        case .list: "List"
        }
    }
}

extension EventValue: CustomStringConvertible {
    /// The text of event XML.
    package var description: String {
        switch self {
        case .uint16(let number): String(number)
        case .uint32(let number): String(number)
        case .uint64(let number): String(number)
        case .hexInt32(let number): "0x" + Hex.digits(number, count: 1)
        case .hexInt64(let number): "0x" + Hex.digits(number, count: 1)
        case .boolean(let flag): flag ? "true" : "false"
        case .unicode(let text), .ansi(let text), .guid(let text): text
        case .binary(let bytes): bytes.map { Hex.digits($0, count: 2) }.joined()
        case .list(let items): items.joined(separator: ", ")
        }
    }
}

/// A named value. The order of fields is the template's.
package struct EventField: Hashable, Sendable, Codable {
    package let name: String
    package let value: EventValue

    package init(_ name: String, _ value: EventValue) {
        self.name = name
        self.value = value
    }
}
