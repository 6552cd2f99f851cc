// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// A list in which each entry begins with the distance to the next, 0 in the last. [MS-FSCC] 2.4
package enum EntryChain {
    /// The entries, each with its NextEntryOffset and whatever padding follows it.
    package static func split(_ list: ByteBuffer, alignment: Int) throws(WireError) -> [ByteBuffer] {
        var entries: [ByteBuffer] = []
        var rest = list
        while true {
            guard let next = rest.getInteger(at: rest.readerIndex, endianness: .little, as: UInt32.self) else {
                throw Self.failure(.overrun, rest, in: list)
            }
            if next == 0 {
                entries.append(rest)
                return entries
            }
            // Less than the field itself would be a loop.
            guard next >= 4 else { throw Self.failure(.value, rest, in: list) }
            guard Int(next).isMultiple(of: alignment) else { throw Self.failure(.alignment, rest, in: list) }
            guard let entry = rest.readSlice(length: Int(next)) else { throw Self.failure(.overrun, rest, in: list) }
            entries.append(entry)
        }
    }

    private static func failure(_ reason: WireError.Reason, _ rest: ByteBuffer, in list: ByteBuffer) -> WireError {
        WireError(reason, field: "NextEntryOffset", offset: rest.readerIndex - list.readerIndex)
    }

    /// Begins an entry: pads the one before, tells it where this one is, and writes a NextEntryOffset of 0.
    package static func begin(in writer: inout WireWriter, alignment: Int, base: Int, previous: inout Int?) {
        writer.align(to: alignment, from: base)
        let start = writer.count
        if let last = previous {
            writer.buffer.setInteger(UInt32(clamping: start - last), at: last, endianness: .little)
        }
        previous = start
        writer.u32(0)
    }
}
