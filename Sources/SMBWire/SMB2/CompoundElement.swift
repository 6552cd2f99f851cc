// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// One of the messages that a frame holds, chained by NextCommand. [MS-SMB2] 3.3.5.2.7
    package struct CompoundElement: Hashable, Sendable {
        package let header: Header
        /// From the frame's first readable byte.
        package let offset: Int
        /// To the next header, padding included: what its signature covers. The last one ends where the frame ends.
        package let length: Int
        package let isLast: Bool

        package var nextOffset: Int? { self.isLast ? nil : self.offset + self.length }
    }
}

extension SMB2.CompoundElement {
    /// Each step forward is at least a header long and leaves room for one, so that no chain is a loop. "NextCommand … 8-byte aligned"
    package init(in frame: ByteBuffer, at offset: Int) throws(WireError) {
        self.header = try SMB2.Header.decode(from: frame, at: offset)
        self.offset = offset
        let remaining = frame.readableBytes - offset
        self.isLast = self.header.nextCommand == 0
        if self.isLast {
            self.length = remaining
            return
        }
        guard self.header.nextCommand.isMultiple(of: 8) else { throw WireError(.alignment, field: "NextCommand", offset: offset + 20) }
        guard let length = Int(exactly: self.header.nextCommand), length >= SMB2.Header.size, length <= remaining - SMB2.Header.size else {
            throw WireError(.overrun, field: "NextCommand", offset: offset + 20)
        }
        self.length = length
    }
}
