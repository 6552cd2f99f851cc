// SPDX-License-Identifier: Apache-2.0
import NIOCore

extension ServerService {
    /// NetrServerGetInfo. [MS-SRVS] 3.1.4.17
    struct ServerGetInfoRequest {
        var level: UInt32

        init(decoding reader: inout WireReader) throws(WireError) {
            _ = try reader.ndrUniqueString("ServerName")
            self.level = try reader.ndrLong("Level")
        }
    }

    /// PLATFORM_ID_NT. [MS-SRVS] 2.2.2.6
    private static let platform: UInt32 = 500
    /// What clients expect of a server that speaks SMB 3: version 10.0, "workstation", "server", "NT server". [MS-SRVS] 2.2.2.7
    private static let version: (major: UInt32, minor: UInt32, kind: UInt32) = (10, 0, 0x9003)

    func serverInfo(_ request: ServerGetInfoRequest) -> ByteBuffer {
        var writer = NDRWriter()
        writer.long(request.level)
        guard [100, 101].contains(request.level) else {
            // The client's union has an arm for those levels that it knows.
            if [102, 103, 502, 503].contains(request.level) { writer.null() }
            writer.long(Result.invalidLevel.rawValue)
            return writer.stub
        }
        writer.pointer()
        writer.long(Self.platform)
        writer.deferredString(self.serverName)
        if request.level == 101 {
            writer.long(Self.version.major)
            writer.long(Self.version.minor)
            writer.long(Self.version.kind)
            writer.deferredString(self.serverComment)
        }
        writer.flush()
        writer.long(Result.success.rawValue)
        return writer.stub
    }
}
