// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.35, [MS-SMB] 3.3.5.6
    func openAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.OpenAndXRequest.init(decoding:text:))
        switch self.tree.target {
        case .pipes: return try self.openPipe(request, &chain, into: &reply)
        case .files:
            // "Fail if it exists" without "create" means nothing, but to who opens to execute: Windows creates the file then.
            let isProgram = request.accessMode.access == .execute && request.openMode.rawValue == 0
            guard let disposition = isProgram ? .create : request.openMode.disposition else { throw chain.dosError(.dosBadAccess) }
            let name = try SMB1Path.relative(request.name)
            let result = try self.files.open(
                self.askingForOplock(try OpenRequest(dos: name, request.accessMode, disposition, attributes: request.attributes)),
                as: try self.nextFileID())
            chain.grantedOplock = result.oplock
            let metadata = self.begin(result, size: request.allocationSize, time: request.creationTime)
            return self.answer(request, result, metadata, &chain, into: &reply)
        }
    }

    private func openPipe(
        _ request: SMB1.OpenAndXRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let open = try self.files.openPipe(
            SMB1Path.pipe(request.name), AccessMask.fileGenericRead.union(.fileGenericWrite), .open, [], as: self.nextFileID)
        chain.file = open.fid
        SMB1.OpenAndXResponse(
            file: open.fid, attributes: 0, lastWriteTime: .unchanged, dataSize: 0, accessRights: 2, resourceType: .messageModePipe,
            pipeState: Self.pipeState, openResult: SMB1.OpenAndXResponse.openResult(.opened, hasOplock: false)
        ).encode(into: &reply)
        return .replied
    }

    /// All that Windows tells of the rights to a file here.
    private static let standardRights = AccessMask(rawValue: 0x001F_0000)

    /// A new file gets the size and the time that came with its open.
    func begin(_ result: OpenResult, size: UInt32, time: SMB1.UTime) -> FileMetadata {
        guard result.action != .opened, case .file(let file, _) = result.open.object else { return result.metadata }
        // A hint, like the allocation size of NT_CREATE_ANDX: WRITE says where there is no room.
        if size > 0, let size = FileOffset(UInt64(size)) { try? file.handle.setEndOfFile(size) }
        if let time = time.time { try? file.handle.change(MetadataChange(lastWriteTime: time)) }
        return (try? file.handle.metadata()) ?? result.metadata
    }

    private func answer(
        _ request: SMB1.OpenAndXRequest, _ result: OpenResult, _ metadata: FileMetadata, _ chain: inout AndXChain,
        into reply: inout WireWriter
    ) -> SMB1Outcome {
        chain.file = result.open.fid
        SMB1.OpenAndXResponse(
            file: result.open.fid, attributes: metadata.dosAttributes, lastWriteTime: SMB1.UTime(metadata.lastWriteTime),
            dataSize: metadata.dosSize, accessRights: request.accessMode.granted,
            openResult: SMB1.OpenAndXResponse.openResult(result.action, hasOplock: result.oplock > .none),
            maximalAccess: request.flags.contains(.wantsExtendedResponse) ? self.tree.maximalAccess.intersection(Self.standardRights) : nil
        ).encode(into: &reply)
        return .replied
    }
}
