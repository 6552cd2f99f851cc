// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.11
    func queryInformation(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.PathRequest.init(decoding:text:))
        let name = try SMB1Path.relative(request.name)
        let metadata = try self.opening(OpenRequest(existing: name, .readAttributes)) { (result) throws(NTStatus) in result.metadata }
        SMB1.QueryInformationResponse(
            attributes: metadata.dosAttributes, lastWriteTime: SMB1.UTime(metadata.lastWriteTime), fileSize: metadata.dosSize
        ).encode(into: &reply)
        return .replied
    }

    /// [MS-CIFS] 3.3.5.12
    func setInformation(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.SetInformationRequest.init(decoding:text:))
        let name = try SMB1Path.relative(request.name)
        let attributes = FileAttributes(dos: request.attributes)
        try self.opening(OpenRequest(existing: name, .writeAttributes)) { (result) throws(NTStatus) in
            let file = try result.open.file()
            if attributes.contains(.directory), !file.handle.isDirectory { throw .invalidParameter }
            // Unlike in SET_FILE_INFORMATION none means none, and "normal" leaves them.
            let settable = attributes.intersection(.settable)
            let isNormal = FileAttributes(rawValue: UInt32(clamping: request.attributes)) == .normal
            let change = MetadataChange(
                lastWriteTime: request.lastWriteTime.time, attributes: isNormal ? nil : settable == [] ? .normal : settable)
            if change != MetadataChange() { try file.handle.change(change) }
        }
        reply.body { _ in }
        return .replied
    }

    /// [MS-CIFS] 3.3.5.31
    func queryInformation2(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.QueryInformation2Request.init(decoding:text:))
        let metadata = try self.open(request.file, chain).file().handle.metadata()
        SMB1.QueryInformation2Response(
            creation: SMB1.DateTime(metadata.creationTime), lastAccess: SMB1.DateTime(metadata.lastAccessTime),
            lastWrite: SMB1.DateTime(metadata.lastWriteTime), dataSize: metadata.dosSize,
            allocationSize: UInt32(truncatingIfNeeded: metadata.allocationSize), attributes: metadata.dosAttributes
        ).encode(into: &reply)
        return .replied
    }

    /// [MS-CIFS] 3.3.5.30
    func setInformation2(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.SetInformation2Request.init(decoding:text:))
        let file = try self.open(request.file, chain).file(withAnyOf: .writeAttributes)
        let change = MetadataChange(
            creationTime: request.creation.nt, lastAccessTime: request.lastAccess.nt, lastWriteTime: request.lastWrite.nt)
        if change != MetadataChange() { try file.handle.change(change) }
        reply.body { _ in }
        return .replied
    }
}
