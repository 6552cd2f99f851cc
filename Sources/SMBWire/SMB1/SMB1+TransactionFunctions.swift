// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// What TRANSACTION2 can be asked to do. [MS-CIFS] 2.2.2.2
    package enum Transaction2Function: UInt16, Sendable {
        case open2 = 0x00
        case findFirst2 = 0x01
        case findNext2 = 0x02
        case queryFilesystemInformation = 0x03
        case queryPathInformation = 0x05
        case setPathInformation = 0x06
        case queryFileInformation = 0x07
        case setFileInformation = 0x08
        case createDirectory = 0x0D
        case getDFSReferral = 0x10
    }

    /// What NT_TRANSACT can be asked to do. [MS-CIFS] 2.2.2.2, [MS-SMB] 2.2.2.2
    package enum NTTransactionFunction: UInt16, Sendable {
        case create = 0x01
        case ioctl = 0x02
        case setSecurityDescriptor = 0x03
        case notifyChange = 0x04
        case rename = 0x05
        case querySecurityDescriptor = 0x06
        case queryQuota = 0x07
        case setQuota = 0x08
    }

    /// What TRANSACTION does with a pipe: its first setup word. [MS-CIFS] 2.2.2.2
    package enum PipeFunction: UInt16, Sendable {
        case setState = 0x01
        case rawRead = 0x11
        case queryState = 0x21
        case queryInformation = 0x22
        case peek = 0x23
        case transact = 0x26
        case rawWrite = 0x31
        case read = 0x36
        case write = 0x37
        case wait = 0x53
        case call = 0x54
    }
}
