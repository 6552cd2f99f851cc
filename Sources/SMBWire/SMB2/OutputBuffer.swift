// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// OutputBufferOffset, OutputBufferLength, Buffer: how QUERY_DIRECTORY, CHANGE_NOTIFY and QUERY_INFO answer.
extension WireReader {
    mutating func outputBuffer() throws(WireError) -> ByteBuffer {
        let offset = try self.u16("OutputBufferOffset")
        let length = try self.u32("OutputBufferLength")
        return try self.payload("Buffer", at: Int(offset), count: Int(length))
    }
}

extension WireWriter {
    mutating func beginOutputBuffer(base: Int) -> SMB2.OpenPayload {
        let offset = self.reserve16()
        let length = self.reserve32()
        self.fill(offset, with: self.count - base)
        return SMB2.OpenPayload(length: length, start: self.count)
    }
}
