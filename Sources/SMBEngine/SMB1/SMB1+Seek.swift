// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.20
    func seek(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.SeekRequest.init(decoding:text:))
        let open = try self.open(request.file, chain)
        let file = try open.file()
        let base: UInt64
        // From the start on there is only forward: all 32 bits count.
        if request.mode == .start {
            open.seekPosition = UInt64(UInt32(bitPattern: request.offset))
            reply.body { $0.u32(UInt32(bitPattern: request.offset)) }
            return .replied
        }
        switch request.mode {
        case .start: base = 0
        case .position: base = open.seekPosition
        case .end: base = try file.handle.metadata().endOfFile
        case nil: throw .invalidParameter
        }
        // Before the file's start there is nothing: whoever seeks there is at the start. [MS-CIFS] 2.2.4.19
        open.seekPosition = Self.moved(base, by: Int64(request.offset))
        let position = UInt32(truncatingIfNeeded: open.seekPosition)
        reply.body { $0.u32(position) }
        return .replied
    }

    private static func moved(_ position: UInt64, by offset: Int64) -> UInt64 {
        let (sum, overflows) = Int64(clamping: position).addingReportingOverflow(offset)
        return overflows ? UInt64(Int64.max) : UInt64(max(0, sum))
    }
}

extension Open {
    /// A read has ended here: what is asked of the position, and what SEEK counts from.
    func moved(to position: UInt64) {
        self.position = position
        self.seekPosition = position
    }
}
