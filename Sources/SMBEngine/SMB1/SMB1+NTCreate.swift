// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.49, [MS-SMB] 3.3.5.5
    func ntCreateAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.NTCreateRequest.init(decoding:text:))
        guard request.impersonationLevel.isKnown else { throw .badImpersonationLevel }
        switch self.tree.target {
        case .pipes: return try self.createPipe(request, &chain, into: &reply)
        case .files:
            let result = try self.files.open(try self.openRequest(request), as: try self.nextFileID())
            return self.answer(request, result, &chain, into: &reply)
        }
    }

    private func createPipe(
        _ request: SMB1.NTCreateRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let open = try self.files.openPipe(
            SMB1Path.pipe(request.name), request.desiredAccess, request.disposition, request.options, as: self.nextFileID)
        chain.file = open.fid
        SMB1.NTCreateResponse(
            file: open.fid, createAction: .opened, attributes: .normal, allocationSize: 4096, resourceType: .messageModePipe,
            status: Self.pipeState,
            extended: request.flags.contains(.requestExtendedResponse) ? .init(maximalAccess: Pipe.access) : nil
        ).encode(into: &reply)
        return .replied
    }

    /// A pipe in message mode with any number of instances, at its server's end. [MS-CIFS] 2.2.1.3
    static let pipeState: UInt16 = 0x05FF

    /// What NT_CREATE_ANDX and NT_TRANSACT_CREATE ask for, in the terms of all dialects.
    func openRequest(_ request: SMB1.NTCreateRequest) throws(NTStatus) -> OpenRequest {
        // "FILE_DELETE_ON_CLOSE … DELETE … STATUS_INVALID_PARAMETER" [MS-FSA] 2.1.5.1; SMB2 has a status of its own for it.
        if request.options.contains(.deleteOnClose),
            request.desiredAccess.expandingGenerics().isDisjoint(with: [.delete, .maximumAllowed])
        {
            throw .invalidParameter
        }
        var open = OpenRequest(
            name: try self.name(of: request),
            // The answer tells the attributes, whatever else is asked for.
            desiredAccess: request.desiredAccess.union(.readAttributes), attributes: request.attributes,
            sharing: request.shareAccess, disposition: request.disposition, options: request.options,
            allocationSize: request.allocationSize == 0 ? nil : try FileOffset(validating: request.allocationSize),
            oplock: OplockLevel(request.flags), takesLevelII: self.machine.takesLevelII)
        open.toleratesContents = true
        return open
    }

    private func name(of request: SMB1.NTCreateRequest) throws(NTStatus) -> String {
        guard !request.flags.contains(.openTargetDirectory) else { throw .notSupported }
        let name = try SMB1Path.relative(request.name)
        guard request.rootDirectory != 0 else { return name }
        guard let id = UInt16(exactly: request.rootDirectory), let root = self.session.opens[UInt64(id)], root.tree === self.tree
        else { throw .invalidHandle }
        // A name from the share's root on is not relative to anything.
        guard !request.name.hasPrefix("\\") else { throw .invalidParameter }
        let folder = root.path.clientName
        return folder.isEmpty ? name : name.isEmpty ? folder : folder + "\\" + name
    }

    private func answer(
        _ request: SMB1.NTCreateRequest, _ result: OpenResult, _ chain: inout AndXChain, into reply: inout WireWriter
    ) -> SMB1Outcome {
        chain.file = result.open.fid
        self.response(to: request.flags, result).encode(into: &reply)
        return .replied
    }

    /// FileStatusFlags: nothing here is a reparse point. [MS-SMB] 2.2.4.9.2
    private static let noReparseTag: UInt16 = 4

    func response(to flags: SMB1.NTCreateFlags, _ result: OpenResult) -> SMB1.NTCreateResponse {
        let metadata = result.metadata
        let isExtended = flags.contains(.requestExtendedResponse)
        return SMB1.NTCreateResponse(
            oplockLevel: SMB1.OplockLevel(result.oplock), file: result.open.fid, createAction: result.action,
            creationTime: metadata.creationTime,
            lastAccessTime: metadata.lastAccessTime, lastWriteTime: metadata.lastWriteTime, changeTime: metadata.changeTime,
            attributes: metadata.wireAttributes, allocationSize: metadata.allocationSize, endOfFile: metadata.endOfFile,
            status: isExtended ? Self.noReparseTag : 0, isDirectory: metadata.isDirectory,
            extended: isExtended ? .init(maximalAccess: self.tree.maximalAccess) : nil)
    }
}

extension SMB1TreeContext {
    /// An id whose volatile half is a FID of this connection.
    func nextFileID() throws(NTStatus) -> SMB2.FileID {
        let file = try self.machine.nextFile(for: self.header.processID)
        return SMB2.FileID(persistent: self.server.opens.nextPersistentID(), volatile: UInt64(file))
    }
}

extension Open {
    /// How SMB1 names it.
    var fid: UInt16 { UInt16(truncatingIfNeeded: self.id.volatile) }
}
