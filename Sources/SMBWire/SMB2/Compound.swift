// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// The messages that one frame holds, chained by NextCommand. [MS-SMB2] 3.3.5.2.7
    package struct Compound: Hashable, Sendable {
        /// One message from its header to the next header, padding included: what its signature covers.
        package struct Element: Hashable, Sendable {
            /// From the frame's first readable byte.
            package var offset: Int
            package var length: Int

            package init(offset: Int, length: Int) {
                self.offset = offset
                self.length = length
            }
        }

        /// At least one, in order, next to each other; the last one ends where the frame ends.
        package private(set) var elements: [Element]
    }
}

extension SMB2.Compound {
    /// Each step forward is at least a header long, so a frame holds no more elements than headers and no chain is a loop.
    package init(splitting frame: ByteBuffer) throws(WireError) {
        self.elements = []
        var offset = 0
        while true {
            let remaining = frame.readableBytes - offset
            guard
                remaining >= SMB2.Header.size,
                let next: UInt32 = frame.getInteger(at: frame.readerIndex + offset + 20, endianness: .little)
            else { throw WireError(.overrun, field: "NextCommand", offset: offset) }
            if next == 0 {
                self.elements.append(Element(offset: offset, length: remaining))
                return
            }
            guard next.isMultiple(of: 8) else { throw WireError(.alignment, field: "NextCommand", offset: offset + 20) }
            guard let length = Int(exactly: next), length >= SMB2.Header.size, length <= remaining - SMB2.Header.size else {
                throw WireError(.overrun, field: "NextCommand", offset: offset + 20)
            }
            self.elements.append(Element(offset: offset, length: length))
            offset += length
        }
    }
}
