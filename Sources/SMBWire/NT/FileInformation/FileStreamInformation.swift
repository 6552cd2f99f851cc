// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// The streams of a file: `::$DATA` and whatever else has a name. [MS-FSCC] 2.4.44
package struct FileStreamInformation: Hashable, Sendable {
    package struct Stream: Hashable, Sendable {
        package var name: String
        package var size: UInt64
        package var allocationSize: UInt64

        package init(name: String, size: UInt64, allocationSize: UInt64) {
            self.name = name
            self.size = size
            self.allocationSize = allocationSize
        }
    }

    package var streams: [Stream]

    package init(_ streams: [Stream]) { self.streams = streams }
}

extension FileStreamInformation {
    package init(decoding list: ByteBuffer) throws(WireError) {
        self.streams = []
        if list.readableBytes == 0 { return }  // A directory has none.
        for entry in try EntryChain.split(list, alignment: 8) {
            var reader = WireReader(entry)
            try reader.skip(4, "NextEntryOffset")
            let length = Int(try reader.u32("StreamNameLength"))
            let size = try reader.u64("StreamSize")
            let allocationSize = try reader.u64("StreamAllocationSize")
            let name = try reader.utf16("StreamName", byteCount: length)
            self.streams.append(Stream(name: name, size: size, allocationSize: allocationSize))
        }
    }

    package func encode(into writer: inout WireWriter) {
        let base = writer.count
        var previous: Int?
        for stream in self.streams {
            EntryChain.begin(in: &writer, alignment: 8, base: base, previous: &previous)
            let length = writer.reserve32()
            writer.u64(stream.size)
            writer.u64(stream.allocationSize)
            writer.fill(length, with: writer.utf16(stream.name))
        }
    }
}
