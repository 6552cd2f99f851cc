// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// The four bytes that say what a frame holds. [MS-SMB2] 2.2.1, 2.2.41, 2.2.42
package enum ProtocolID: UInt32, Sendable {
    case smb1 = 0x424D_53FF
    case smb2 = 0x424D_53FE
    case transform = 0x424D_53FD
    case compressed = 0x424D_53FC

    /// `nil` when the frame is none of these, or too short to tell.
    package init?(of frame: ByteBuffer) {
        guard let raw = frame.getInteger(at: frame.readerIndex, endianness: .little, as: UInt32.self) else { return nil }
        self.init(rawValue: raw)
    }
}
