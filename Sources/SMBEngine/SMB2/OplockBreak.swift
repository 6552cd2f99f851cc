// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension TreeContext {
    /// The acknowledgment of a break. [MS-SMB2] 3.3.5.22.1
    func oplockBreak(_ request: SMB2.OplockBreakAcknowledgment, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        // "If the OplockLevel … is SMB2_OPLOCK_LEVEL_LEASE, the server MUST … STATUS_INVALID_PARAMETER"
        guard let level = OplockLevel(request.oplockLevel) else { throw .invalidParameter }
        try self.connection.acknowledgeBreak(of: open, keeping: level)
        SMB2.OplockBreakResponse(oplockLevel: request.oplockLevel, file: open.id).encode(into: &reply, base: base)
        return .replied
    }
}

extension ConnectionMachine {
    /// "MessageId … 0xFFFFFFFFFFFFFFFF", session and tree zero, not signed; encrypted where the session is. [MS-SMB2] 3.3.4.6
    func sendOplockBreak(of open: Open, in session: Session, to level: OplockLevel) {
        var chain = RequestChain(ByteBuffer(), in: self.envelope(ofSession: session.id))
        chain.nextOffset = nil
        let base = chain.beginResponse()
        var reply = chain.takeReply()
        SMB2.OplockBreakNotification(oplockLevel: SMB2.OplockLevel(level), file: open.id).encode(into: &reply, base: base)
        chain.reply = reply
        var header = SMB2.Header(command: .oplockBreak, messageID: .max)
        header.flags = .response
        chain.place(header, at: base)
        self.send(&chain)
    }
}

extension OplockLevel {
    /// Nil for a lease, and for what is no level at all.
    init?(_ level: SMB2.OplockLevel) {
        switch level {
        case .none: self = .none
        case .levelII: self = .levelII
        case .exclusive: self = .exclusive
        case .batch: self = .batch
        default: return nil
        }
    }
}

extension SMB2.OplockLevel {
    init(_ level: OplockLevel) {
        switch level {
        case .none: self = .none
        case .levelII: self = .levelII
        case .exclusive: self = .exclusive
        case .batch: self = .batch
        }
    }
}
