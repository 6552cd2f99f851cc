// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support

/// What tests of oplocks and locks need besides files.
extension SMB1Client {
    var connection: InMemoryConnection? { self.transport as? InMemoryConnection }

    func ntCreate(_ name: String, flags: SMB1.NTCreateFlags = [], share: ShareAccess = .all) -> ByteBuffer {
        let request = SMB1.NTCreateRequest(
            flags: flags, desiredAccess: .fileAll, shareAccess: share, disposition: .openIf, name: name)
        return self.encode(.ntCreateAndX) { request.encode(into: &$0, text: self.text, header: 0) }
    }

    func openAsking(
        for flags: SMB1.NTCreateFlags, share: ShareAccess = .all
    ) throws -> (file: UInt16, oplock: SMB1.OplockLevel?) {
        let reply = try self.exchange(self.ntCreate("file", flags: flags, share: share))
        guard reply.status == .success else { throw reply.status }
        return (reply.word(at: 5), reply.grantedOplock)
    }

    func locking(_ request: SMB1.LockingRequest) -> ByteBuffer { self.encode(.lockingAndX) { request.encode(into: &$0) } }

    /// The break that comes without having been asked for.
    func receiveBreak() throws -> SMB1.LockingRequest {
        let message = try self.receive()
        guard message.header.command == .lockingAndX, !message.header.isResponse, message.header.multiplexID == 0xFFFF else {
            throw TransportError.nothingReceived
        }
        return try SMB1.LockingRequest(decoding: message.body, message.text)
    }

    var hearsNothing: Bool {
        do {
            _ = try self.receive()
            return false
        } catch {
            return error as? TransportError == .nothingReceived
        }
    }
}

extension SMB1Client.Reply {
    /// Of NT_CREATE_ANDX.
    var grantedOplock: SMB1.OplockLevel? { SMB1.OplockLevel(rawValue: UInt8(truncatingIfNeeded: self.word(at: 4))) }
}
