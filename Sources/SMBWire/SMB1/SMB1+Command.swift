// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// [MS-CIFS] 2.2.2.1
    package struct Command: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let createDirectory = Command(rawValue: 0x00)
        package static let deleteDirectory = Command(rawValue: 0x01)
        package static let open = Command(rawValue: 0x02)
        package static let create = Command(rawValue: 0x03)
        package static let close = Command(rawValue: 0x04)
        package static let flush = Command(rawValue: 0x05)
        package static let delete = Command(rawValue: 0x06)
        package static let rename = Command(rawValue: 0x07)
        package static let queryInformation = Command(rawValue: 0x08)
        package static let setInformation = Command(rawValue: 0x09)
        package static let read = Command(rawValue: 0x0A)
        package static let write = Command(rawValue: 0x0B)
        package static let lockByteRange = Command(rawValue: 0x0C)
        package static let unlockByteRange = Command(rawValue: 0x0D)
        package static let createTemporary = Command(rawValue: 0x0E)
        package static let createNew = Command(rawValue: 0x0F)
        package static let checkDirectory = Command(rawValue: 0x10)
        package static let processExit = Command(rawValue: 0x11)
        package static let seek = Command(rawValue: 0x12)
        package static let lockAndRead = Command(rawValue: 0x13)
        package static let writeAndUnlock = Command(rawValue: 0x14)
        package static let readRaw = Command(rawValue: 0x1A)
        package static let writeRaw = Command(rawValue: 0x1D)
        package static let setInformation2 = Command(rawValue: 0x22)
        package static let queryInformation2 = Command(rawValue: 0x23)
        package static let lockingAndX = Command(rawValue: 0x24)
        package static let transaction = Command(rawValue: 0x25)
        package static let transactionSecondary = Command(rawValue: 0x26)
        package static let ioctl = Command(rawValue: 0x27)
        package static let copy = Command(rawValue: 0x29)
        package static let echo = Command(rawValue: 0x2B)
        package static let writeAndClose = Command(rawValue: 0x2C)
        package static let openAndX = Command(rawValue: 0x2D)
        package static let readAndX = Command(rawValue: 0x2E)
        package static let writeAndX = Command(rawValue: 0x2F)
        package static let transaction2 = Command(rawValue: 0x32)
        package static let transaction2Secondary = Command(rawValue: 0x33)
        package static let findClose2 = Command(rawValue: 0x34)
        package static let treeConnect = Command(rawValue: 0x70)
        package static let treeDisconnect = Command(rawValue: 0x71)
        package static let negotiate = Command(rawValue: 0x72)
        package static let sessionSetupAndX = Command(rawValue: 0x73)
        package static let logoffAndX = Command(rawValue: 0x74)
        package static let treeConnectAndX = Command(rawValue: 0x75)
        package static let queryInformationDisk = Command(rawValue: 0x80)
        package static let search = Command(rawValue: 0x81)
        package static let find = Command(rawValue: 0x82)
        package static let findUnique = Command(rawValue: 0x83)
        package static let findClose = Command(rawValue: 0x84)
        package static let ntTransaction = Command(rawValue: 0xA0)
        package static let ntTransactionSecondary = Command(rawValue: 0xA1)
        package static let ntCreateAndX = Command(rawValue: 0xA2)
        package static let ntCancel = Command(rawValue: 0xA4)
        package static let ntRename = Command(rawValue: 0xA5)
        package static let closePrintFile = Command(rawValue: 0xC2)
        /// "No further command": the end of an AndX chain.
        package static let none = Command(rawValue: 0xFF)

        /// Whether its parameter words begin with the next command of a chain. [MS-CIFS] 2.2.3.4
        package var isAndX: Bool {
            [
                .lockingAndX, .openAndX, .readAndX, .writeAndX, .sessionSetupAndX, .logoffAndX, .treeConnectAndX, .ntCreateAndX,
            ].contains(self)
        }
    }
}
