// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.7
    func close(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.CloseRequest.init(decoding:text:))
        self.close(try self.open(request.file, chain), lastWriteTime: request.lastWriteTime)
        reply.body { _ in }
        return .replied
    }

    /// [MS-CIFS] 3.3.5.35
    func writeAndClose(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.WriteAndCloseRequest.init(decoding:text:))
        let open = try self.open(request.file, chain)
        try self.write(request.data, at: UInt64(request.offset), to: open)
        // "If Count is 0 … the file is not closed": its end is set instead, as WRITE does it.
        if request.data.readableBytes > 0 { self.close(open, lastWriteTime: request.lastWriteTime) }
        reply.body { $0.u16(UInt16(clamping: request.data.readableBytes)) }
        return .replied
    }

    private func close(_ open: Open, lastWriteTime: SMB1.UTime) {
        self.setLastWriteTime(lastWriteTime, of: open)
        self.connection.close(open, of: self.session)
    }

    /// A time that can't be set is no reason to keep the file open.
    private func setLastWriteTime(_ time: SMB1.UTime, of open: Open) {
        guard let time = time.time, case .file(let file, _) = open.object,
            !open.access.isDisjoint(with: [.writeData, .appendData, .writeAttributes])
        else { return }
        try? file.handle.change(MetadataChange(lastWriteTime: time))
    }
}
