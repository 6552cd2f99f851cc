// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// TRANS2_OPEN2: OPEN_ANDX with extended attributes. [MS-CIFS] 2.2.6.1, 3.3.5.57.2
    func open2(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let text = self.command.text
        let open = try request.read(\.parameters) { (reader) throws(WireError) in
            try SMB1.OpenAndXRequest(decodingOpen2: &reader, text)
        }
        // "Fail" whether the file is there or not: Windows says that it is.
        guard let disposition = open.openMode.disposition else { throw .objectNameCollision }
        var opening = try OpenRequest(dos: try SMB1Path.relative(open.name), open.accessMode, disposition, attributes: open.attributes)
        opening.extendedAttributes = try self.feaList(request)
        let result = try self.files.open(opening, as: try self.nextFileID())
        let metadata = self.begin(result, size: open.allocationSize, time: open.creationTime)
        let answer = TransactionAnswer(parameters: { writer in
            writer.u16(result.open.fid)
            writer.u16(metadata.dosAttributes)
            writer.u32(SMB1.UTime(metadata.lastWriteTime).rawValue)
            writer.u32(metadata.dosSize)
            // As it was asked for, with the sharing: OPEN_ANDX says the access alone.
            writer.u16(open.accessMode.rawValue)
            writer.u16(SMB1.ResourceType.disk.rawValue)
            writer.u16(0)  // NMPipeStatus
            writer.u16(SMB1.OpenAndXResponse.openResult(result.action, hasOplock: false))
            writer.u32(0)
            writer.u16(0)  // ExtendedAttributeErrorOffset
            writer.u32(0)  // ExtendedAttributeLength
        })
        do {
            return try self.answer(request, with: answer, &chain, &reply)
        } catch {
            // Nobody learns its number, so nobody would close it.
            self.connection.close(result.open, of: self.session)
            throw error
        }
    }
}
