// SPDX-License-Identifier: Apache-2.0
import SMBAudit

/// The fields of an event as they are stored; its number has a column of its own.
enum EventBlob {
    private static let version: UInt8 = 1

    static func encode(_ event: AuditEvent) -> [UInt8] {
        var writer = BlobWriter()
        writer.number(Self.version)
        for fields in [event.fields, event.extra] {
            writer.list(fields) { writer, field in
                writer.text(field.name)
                Self.write(field.value, to: &writer)
            }
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8], id: UInt16) throws(BlobCorrupted) -> AuditEvent {
        var reader = BlobReader(bytes)
        guard try reader.number(UInt8.self) == Self.version else { throw BlobCorrupted() }
        let fields = try Self.readFields(from: &reader)
        return AuditEvent(id: id, fields: fields, extra: try Self.readFields(from: &reader))
    }

    private static func readFields(from reader: inout BlobReader) throws(BlobCorrupted) -> [EventField] {
        try reader.list { (reader) throws(BlobCorrupted) in EventField(try reader.text(), try Self.readValue(from: &reader)) }
    }

    private static func write(_ value: EventValue, to writer: inout BlobWriter) {
        switch value {
        case .uint16(let number):
            writer.number(0 as UInt8)
            writer.number(number)
        case .uint32(let number):
            writer.number(1 as UInt8)
            writer.number(number)
        case .uint64(let number):
            writer.number(2 as UInt8)
            writer.number(number)
        case .hexInt32(let number):
            writer.number(3 as UInt8)
            writer.number(number)
        case .hexInt64(let number):
            writer.number(4 as UInt8)
            writer.number(number)
        case .boolean(let flag):
            writer.number(5 as UInt8)
            writer.flag(flag)
        case .unicode(let text):
            writer.number(6 as UInt8)
            writer.text(text)
        case .binary(let bytes):
            writer.number(7 as UInt8)
            writer.data(bytes)
        case .guid(let text):
            writer.number(8 as UInt8)
            writer.text(text)
        case .ansi(let text):
            writer.number(10 as UInt8)
            writer.text(text)
        case .list(let items):
            writer.number(9 as UInt8)
            writer.list(items) { $0.text($1) }
        }
    }

    private static func readValue(from reader: inout BlobReader) throws(BlobCorrupted) -> EventValue {
        switch try reader.number(UInt8.self) {
        case 0: .uint16(try reader.number())
        case 1: .uint32(try reader.number())
        case 2: .uint64(try reader.number())
        case 3: .hexInt32(try reader.number())
        case 4: .hexInt64(try reader.number())
        case 5: .boolean(try reader.flag())
        case 6: .unicode(try reader.text())
        case 7: .binary(try reader.data())
        case 8: .guid(try reader.text())
        case 9: .list(try reader.list { (reader) throws(BlobCorrupted) in try reader.text() })
        case 10: .ansi(try reader.text())
        default: throw BlobCorrupted()
        }
    }
}
