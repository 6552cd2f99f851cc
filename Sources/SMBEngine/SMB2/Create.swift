// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.9
    func create(_ request: SMB2.CreateRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        guard request.impersonationLevel.isKnown else { throw .badImpersonationLevel }
        switch self.tree.target {
        case .pipes: return try self.createPipe(request, into: &reply, base: base)
        case .files: return try self.createFile(request, into: &reply, base: base)
        }
    }

    private func createFile(_ request: SMB2.CreateRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let contexts = try CreateContexts(request.contexts)
        let file = try self.files.open(OpenRequest(request, contexts), as: self.connection.nextFileID())
        SMB2.CreateResponse(
            oplockLevel: SMB2.OplockLevel(file.oplock), createAction: file.action, file.metadata, file: file.open.id,
            contexts: contexts.answers(maximalAccess: file.maximalAccess, identity: file.metadata.identity)
        ).encode(into: &reply, base: base)
        return .opened(file.open.id)
    }
}

extension OpenRequest {
    fileprivate init(_ request: SMB2.CreateRequest, _ contexts: CreateContexts) {
        self.init(
            name: request.name, desiredAccess: request.desiredAccess, attributes: request.fileAttributes, sharing: request.shareAccess,
            disposition: request.createDisposition, options: request.createOptions, allocationSize: contexts.allocationSize,
            oplock: OplockLevel(request.requestedOplockLevel) ?? .none,
            extendedAttributes: contexts.extendedAttributes, securityDescriptor: contexts.securityDescriptor)
    }
}

extension SMB2.CreateResponse {
    init(
        oplockLevel: SMB2.OplockLevel, createAction: CreateAction, _ metadata: FileMetadata, file: SMB2.FileID,
        contexts: [SMB2.CreateContext]
    ) {
        self.init(
            oplockLevel: oplockLevel, createAction: createAction, creationTime: metadata.creationTime,
            lastAccessTime: metadata.lastAccessTime, lastWriteTime: metadata.lastWriteTime, changeTime: metadata.changeTime,
            allocationSize: metadata.allocationSize, endOfFile: metadata.endOfFile, fileAttributes: metadata.wireAttributes, file: file,
            contexts: contexts)
    }
}
