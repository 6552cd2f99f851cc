// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.1.2
    package struct Command: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let negotiate = Command(rawValue: 0x00)
        package static let sessionSetup = Command(rawValue: 0x01)
        package static let logoff = Command(rawValue: 0x02)
        package static let treeConnect = Command(rawValue: 0x03)
        package static let treeDisconnect = Command(rawValue: 0x04)
        package static let create = Command(rawValue: 0x05)
        package static let close = Command(rawValue: 0x06)
        package static let flush = Command(rawValue: 0x07)
        package static let read = Command(rawValue: 0x08)
        package static let write = Command(rawValue: 0x09)
        package static let lock = Command(rawValue: 0x0A)
        package static let ioControl = Command(rawValue: 0x0B)
        package static let cancel = Command(rawValue: 0x0C)
        package static let echo = Command(rawValue: 0x0D)
        package static let queryDirectory = Command(rawValue: 0x0E)
        package static let changeNotify = Command(rawValue: 0x0F)
        package static let queryInfo = Command(rawValue: 0x10)
        package static let setInfo = Command(rawValue: 0x11)
        package static let oplockBreak = Command(rawValue: 0x12)

        package var isKnown: Bool { self.rawValue <= Self.oplockBreak.rawValue }
    }
}

extension SMB2.Command: CustomStringConvertible {
    private static let names = [
        "NEGOTIATE", "SESSION_SETUP", "LOGOFF", "TREE_CONNECT", "TREE_DISCONNECT", "CREATE", "CLOSE", "FLUSH", "READ", "WRITE", "LOCK",
        "IOCTL", "CANCEL", "ECHO", "QUERY_DIRECTORY", "CHANGE_NOTIFY", "QUERY_INFO", "SET_INFO", "OPLOCK_BREAK",
    ]

    package var description: String {
        self.isKnown ? Self.names[Int(self.rawValue)] : "0x" + String(self.rawValue, radix: 16)
    }
}
