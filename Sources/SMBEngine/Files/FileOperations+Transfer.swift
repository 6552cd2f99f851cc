// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// Reading and writing, up to the point where the bytes move. [MS-FSA] 2.1.5.3, 2.1.5.4
extension FileOperations {
    /// Where a read of `count` bytes begins, once nothing is in its way.
    func reading(_ count: Int, at offset: UInt64, of file: OpenFile, _ registration: OpenRegistration) throws(NTStatus) -> FileOffset {
        guard !file.handle.isDirectory else { throw .invalidDeviceRequest }
        let offset = try FileOffset(validating: offset)
        _ = try offset.advanced(by: count)
        if count > 0, self.server.opens.refusesRead(of: ByteRange(offset, count: count), by: registration, process: self.process) {
            throw .fileLockConflict
        }
        return offset
    }

    static func readingWork(_ file: OpenFile, at offset: FileOffset, count: Int) -> BlockingWork {
        BlockingWork { () throws(NTStatus) in
            var buffer = ByteBuffer()
            _ = try file.handle.readBlocking(into: &buffer, at: offset, count: count)
            return .bytes(buffer)
        }
    }

    func write(
        _ data: ByteBuffer, at offset: UInt64, to file: OpenFile, _ registration: OpenRegistration, of open: Open
    ) throws(NTStatus) {
        try open.require(anyOf: [.writeData, .appendData])
        guard !file.handle.isDirectory else { throw .invalidDeviceRequest }
        let count = data.readableBytes
        if count == 0 { return }
        let offset = try Self.writingOffset(offset, file, open)
        _ = try offset.advanced(by: count)
        if self.server.opens.refusesWrite(of: ByteRange(offset, count: count), by: registration, process: self.process) {
            throw .fileLockConflict
        }
        try file.handle.write(data, at: offset)
        open.seekPosition = offset.position(after: count)
    }

    /// Every offset means the end of the file where the open may only append. [MS-FSA] 2.1.5.4. All ones mean it to local callers,
    /// but Windows takes no such offset over the network.
    private static func writingOffset(_ offset: UInt64, _ file: OpenFile, _ open: Open) throws(NTStatus) -> FileOffset {
        if !open.access.contains(.writeData) { return try FileOffset(validating: try file.handle.metadata().endOfFile) }
        return try FileOffset(validating: offset)
    }
}
