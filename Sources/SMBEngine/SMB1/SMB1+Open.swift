// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Opens as clients before LAN Manager 1.0 ask for them.
extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.5
    func open(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.OpenRequest.init(decoding:text:))
        let name = try SMB1Path.relative(request.name)
        let result = try self.files.open(
            self.askingForOplock(try OpenRequest(dos: name, request.accessMode, .open)), as: try self.nextFileID())
        chain.grantedOplock = result.oplock
        let metadata = result.metadata
        SMB1.OpenResponse(
            file: result.open.fid, attributes: metadata.dosAttributes, lastWriteTime: SMB1.UTime(metadata.lastWriteTime),
            fileSize: metadata.dosSize, accessMode: request.accessMode.rawValue & 0xFF
        ).encode(into: &reply)
        return .replied
    }

    /// Creates a file or empties one. [MS-CIFS] 3.3.5.6
    func create(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.CreateRequest.init(decoding:text:))
        let open = try self.create(request, try SMB1Path.relative(request.name), .overwriteIf, &chain)
        reply.body { $0.u16(open.fid) }
        return .replied
    }

    /// [MS-CIFS] 3.3.5.17
    func createNew(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.CreateRequest.init(decoding:text:))
        let open = try self.create(request, try SMB1Path.relative(request.name), .create, &chain)
        reply.body { $0.u16(open.fid) }
        return .replied
    }

    /// Creates a file with a name that nothing else has, and says which. [MS-CIFS] 3.3.5.16
    func createTemporary(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.CreateRequest.init(decoding:text:))
        let folder = try SMB1Path.relative(request.name)
        let (open, name) = try self.createTemporary(request, in: folder, &chain)
        reply.body { writer in
            writer.u16(open.fid)
        } bytes: { writer in
            // Without the format byte of [MS-CIFS] 2.2.4.15.2, which Windows does not send either.
            writer.text(name, .oem, header: AndXChain.base)
        }
        return .replied
    }

    private static let temporaryAttempts = 16

    private func createTemporary(_ request: SMB1.CreateRequest, in folder: String, _ chain: inout AndXChain) throws(NTStatus) -> (
        Open, name: String
    ) {
        for _ in 0..<Self.temporaryAttempts {
            let digits = self.server.entropy.bytes(3).map { String(UInt32(clamping: $0) | 0x100, radix: 16, uppercase: true).dropFirst() }
            let name = "TMP" + digits.joined()
            do {
                return (try self.create(request, folder.isEmpty ? name : folder + "\\" + name, .create, &chain), name)
            } catch {
                if error != .objectNameCollision { throw error }
            }
        }
        throw .objectNameCollision
    }

    private func create(_ request: SMB1.CreateRequest, _ name: String, _ disposition: CreateDisposition, _ chain: inout AndXChain)
        throws(NTStatus) -> Open
    {
        let asked = try OpenRequest(dos: name, SMB1.AccessMode(.readWrite, .denyNone), disposition, attributes: request.attributes)
        let result = try self.files.open(self.askingForOplock(asked), as: try self.nextFileID())
        chain.grantedOplock = result.oplock
        if let time = request.creationTime.time, case .file(let file, _) = result.open.object {
            try? file.handle.change(MetadataChange(lastWriteTime: time))
        }
        return result.open
    }
}
