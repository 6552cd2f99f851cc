// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// The Remote Administration Protocol of LAN Manager, in TRANSACTIONs named `\PIPE\LANMAN`: how clients list shares that know no RPC.
    /// [MS-RAP] 2.5
    package enum RemoteAdministration {
        package static let pipe = #"\PIPE\LANMAN"#

        package enum Function: UInt16, Sendable {
            case shareEnumerate = 0
            case shareGetInformation = 1
            case serverGetInformation = 13
            case serverEnumerate2 = 104
        }

        /// Win32ErrorCode. [MS-RAP] 2.5.1
        package enum Result: UInt16, Sendable {
            case success = 0
            case accessDenied = 5
            case notSupported = 50
            case invalidLevel = 124
            case moreData = 234
            case unknownShare = 2310
            case bufferTooSmall = 2123
        }

        /// What every call begins with, and the parameters behind it.
        package struct Request: Hashable, Sendable {
            package var function: UInt16
            package var share: String
            package var level: UInt16
            package var receiveBuffer: Int

            package init(function: UInt16, share: String = "", level: UInt16, receiveBuffer: Int) {
                self.function = function
                self.share = share
                self.level = level
                self.receiveBuffer = receiveBuffer
            }
        }

        package struct Share: Hashable, Sendable {
            package var name: String
            package var kind: UInt16
            package var comment: String

            package init(name: String, kind: UInt16, comment: String) {
                self.name = name
                self.kind = kind
                self.comment = comment
            }
        }
    }
}

extension SMB1.RemoteAdministration.Request {
    /// Opcode, the descriptors of parameters and data, which say nothing that the opcode doesn't, then the parameters.
    package init(decoding reader: inout WireReader) throws(WireError) {
        let function = try reader.u16("RAPOpcode")
        let descriptor = try reader.rapString("ParamDesc")
        _ = try reader.rapString("DataDesc")
        // A share's name, where one is asked for.
        let share = descriptor.hasPrefix("z") ? try reader.rapString("NetName") : ""
        self.init(
            function: function, share: share, level: try reader.u16("InfoLevel"),
            receiveBuffer: Int(try reader.u16("ReceiveBufferSize")))
    }

    package func encode(parameters descriptor: String, data: String, into writer: inout WireWriter) {
        writer.u16(self.function)
        for text in [descriptor, data] {
            writer.bytes(OEMText.encode(text))
            writer.u8(0)
        }
        if descriptor.hasPrefix("z") {
            writer.bytes(OEMText.encode(self.share))
            writer.u8(0)
        }
        writer.u16(self.level)
        writer.u16(UInt16(clamping: self.receiveBuffer))
    }
}

extension WireReader {
    fileprivate mutating func rapString(_ field: StaticString) throws(WireError) -> String {
        var bytes: [UInt8] = []
        while true {
            let byte = try self.u8(field)
            if byte == 0 { return OEMText.decode(bytes) }
            guard bytes.count < 255 else { throw self.failure(.limit, field) }
            bytes.append(byte)
        }
    }
}

extension SMB1.RemoteAdministration {
    /// NetShareInfo0 and NetShareInfo1, with the comments behind all of them. As many as fit. [MS-RAP] 2.5.6
    package static func encode(_ shares: [Share], level: UInt16, limit: Int) -> (data: ByteBuffer, count: Int) {
        let size = level == 0 ? 13 : 20
        var used = 0
        let fitting = shares.prefix { share in
            used += size + (level == 0 ? 0 : OEMText.encode(share.comment).count + 1)
            return used <= limit
        }
        var writer = WireWriter()
        var comment = fitting.count * size
        for share in fitting {
            writer.fixed(share.name, 13)
            guard level != 0 else { continue }
            writer.u8(0)
            writer.u16(share.kind)
            writer.u32(UInt32(clamping: comment))
            comment += OEMText.encode(share.comment).count + 1
        }
        if level != 0 {
            for share in fitting {
                writer.bytes(OEMText.encode(share.comment))
                writer.u8(0)
            }
        }
        return (writer.buffer, fitting.count)
    }

    /// NetServerInfo0 and NetServerInfo1. [MS-RAP] 2.5.7
    package static func encode(server name: String, comment: String, level: UInt16) -> ByteBuffer {
        var writer = WireWriter()
        writer.fixed(name, 16)
        guard level != 0 else { return writer.buffer }
        writer.u8(4)
        writer.u8(9)
        writer.u32(0x9003)  // Workstation, server, NT, NT server. [MS-RAP] 2.5.5.4.1.1
        writer.u32(26)
        writer.bytes(OEMText.encode(comment))
        writer.u8(0)
        return writer.buffer
    }
}

extension WireWriter {
    /// A name in a field of `count` bytes, its terminator included.
    fileprivate mutating func fixed(_ name: String, _ count: Int) {
        let bytes = OEMText.encode(name).prefix(count - 1)
        self.bytes(Array(bytes))
        self.zeros(count - bytes.count)
    }
}
