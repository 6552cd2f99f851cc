// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What the commands before NT_CREATE_ANDX mean by their access modes, in the terms of [MS-FSA]. [MS-CIFS] 3.2.4.5.1, 3.3.5.35
extension OpenRequest {
    init(
        dos name: String, _ mode: SMB1.AccessMode, _ disposition: CreateDisposition, attributes: UInt16 = 0
    ) throws(NTStatus) {
        self.init(
            name: name, desiredAccess: try mode.desiredAccess, attributes: FileAttributes(dos: attributes).subtracting(.directory),
            sharing: try mode.shareAccess(name), disposition: disposition, options: mode.createOptions, allocationSize: nil)
        self.sharesWithItself = mode.isFCB || mode.sharing == .compatibility
    }
}

extension SMB1.AccessMode {
    fileprivate var desiredAccess: AccessMask {
        get throws(NTStatus) {
            if self.isFCB { return AccessMask.fileGenericRead.union(.fileGenericWrite) }
            switch self.access {
            case .read: return .fileGenericRead
            case .write: return .fileGenericWrite
            case .readWrite: return AccessMask.fileGenericRead.union(.fileGenericWrite)
            case .execute: return AccessMask.fileGenericRead.union(.fileGenericExecute)
            case nil: throw .dosBadAccess
            }
        }
    }

    fileprivate func shareAccess(_ name: String) throws(NTStatus) -> ShareAccess {
        if self.isFCB { return [] }
        switch self.sharing {
        case .denyAll: return []
        case .denyWrite: return .read
        case .denyRead: return .write
        case .denyNone: return [.read, .write]
        case .compatibility:
            // Programs are run by many at once; another file may be read by many, and written by one.
            if Self.isProgram(name) { return [.read, .write] }
            return self.access == .read || self.access == .execute ? .read : []
        case nil: throw .dosBadAccess
        }
    }

    fileprivate var createOptions: CreateOptions { self.writesThrough ? [.nonDirectoryFile, .writeThrough] : .nonDirectoryFile }

    private static func isProgram(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return ["exe", "com", "dll", "sym"].contains(name[name.index(after: dot)...].lowercased())
    }

    /// What the answer says was granted.
    var granted: UInt16 {
        if self.isFCB { return Access.readWrite.rawValue }
        return self.access == .execute ? 0 : self.rawValue & 3
    }
}
