// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1Machine {
    /// A request of the server's: nobody asked, so that it has no multiplex id, and it is not signed. [MS-CIFS] 3.3.4.2
    func sendOplockBreak(of open: Open, to level: OplockLevel) {
        var writer = WireWriter()
        _ = SessionFrame.reservePrefix(in: &writer.buffer)
        SMB1.Header(
            command: .lockingAndX, treeID: UInt16(truncatingIfNeeded: open.tree.id), processID: 0xFFFF, userID: 0, multiplexID: 0xFFFF
        ).encode(into: &writer)
        SMB1.LockingRequest(
            file: UInt16(truncatingIfNeeded: open.id.volatile), type: .oplockRelease, oplockLevel: level == .levelII ? 1 : 0
        ).encode(into: &writer)
        SessionFrame.setPrefix(in: &writer.buffer, at: 0)
        self.connection.actions.append(.send(writer.buffer))
    }
}

extension SMB1TreeContext {
    /// Commands older than NT_CREATE_ANDX ask in their header, and have no word for level II.
    func askingForOplock(_ request: OpenRequest) -> OpenRequest {
        var request = request
        request.oplock = OplockLevel(headerFlags: self.header.flags)
        request.takesLevelII = false
        return request
    }
}

extension OplockLevel {
    init(_ flags: SMB1.NTCreateFlags) {
        if flags.contains(.requestBatchOplock) {
            self = .batch
        } else {
            self = flags.contains(.requestOplock) ? .exclusive : .none
        }
    }

    /// What a command older than NT_CREATE_ANDX asks for, in its header. [MS-CIFS] 2.2.3.1
    init(headerFlags flags: UInt8) {
        guard flags & SMB1.Header.oplock != 0 else {
            self = .none
            return
        }
        self = flags & SMB1.Header.batchOplock != 0 ? .batch : .exclusive
    }
}

extension SMB1.OplockLevel {
    init(_ level: OplockLevel) {
        switch level {
        case .none: self = .none
        case .levelII: self = .levelII
        case .exclusive: self = .exclusive
        case .batch: self = .batch
        }
    }
}

extension SMB1.Header {
    /// The flags that say what an old command got of the oplock that it asked for. [MS-CIFS] 2.2.3.1
    static func flags(granting level: OplockLevel) -> UInt8 {
        switch level {
        case .none, .levelII: 0
        case .exclusive: Self.oplock
        case .batch: Self.oplock | Self.batchOplock
        }
    }
}
