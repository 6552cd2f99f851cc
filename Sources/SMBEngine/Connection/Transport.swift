// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What carries a connection's messages. [MS-SMB2] 2.1, [MS-SMB] 2.1
package enum Transport: Hashable, Sendable {
    case directTCP
    /// A message of a NetBIOS session is shorter than 128 KiB. [RFC 1002] 4.3.1
    case netBIOS
}

extension Transport {
    /// MaxReadSize, MaxWriteSize and MaxTransactSize of dialects after 2.0.2.
    var maximumPayload: UInt32 {
        switch self {
        case .directTCP: ConnectionLimits.maximumPayload
        case .netBIOS: ConnectionLimits.maximumPayload2_0_2
        }
    }

    /// How much one frame may answer; what asks for no bytes has room behind it.
    var maximumReply: Int {
        switch self {
        case .directTCP: ConnectionLimits.reply
        case .netBIOS: ConnectionLimits.frameSMB1 - (16 << 10)
        }
    }
}
