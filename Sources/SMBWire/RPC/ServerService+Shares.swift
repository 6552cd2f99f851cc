// SPDX-License-Identifier: Apache-2.0
import NIOCore

extension ServerService {
    /// NetrShareEnum. [MS-SRVS] 3.1.4.8
    struct ShareEnumRequest {
        var level: UInt32
        /// Where to go on; `nil` when the client keeps no handle.
        var resumeHandle: UInt32?

        init(decoding reader: inout WireReader) throws(WireError) {
            _ = try reader.ndrUniqueString("ServerName")
            self.level = try reader.ndrLong("Level")
            guard try reader.ndrLong("ShareInfo") == self.level else { throw reader.failure(.value, "ShareInfo") }
            // What an unknown level's arm looks like nobody can say; nothing behind it matters to the answer.
            guard ShareLevel(rawValue: self.level) != nil else { return }
            if try reader.ndrPointer("ShareInfo") {
                _ = try reader.ndrLong("EntriesRead")
                if try reader.ndrPointer("Buffer") {
                    // The container is the caller's empty tray: one that is full has no meaning here.
                    guard try reader.ndrLong("Buffer") == 0 else { throw reader.failure(.value, "Buffer") }
                }
            }
            _ = try reader.ndrLong("PreferedMaximumLength")
            if try reader.ndrPointer("ResumeHandle") { self.resumeHandle = try reader.ndrLong("ResumeHandle") }
        }
    }

    /// NetrShareGetInfo. [MS-SRVS] 3.1.4.10
    struct ShareGetInfoRequest {
        var name: String
        var level: UInt32

        init(decoding reader: inout WireReader) throws(WireError) {
            _ = try reader.ndrUniqueString("ServerName")
            self.name = try reader.ndrString("NetName")
            self.level = try reader.ndrLong("Level")
        }
    }

    /// What is told about a share. [MS-SRVS] 2.2.4.22 and following
    enum ShareLevel: UInt32 {
        case name = 0
        case kind = 1
        case administrative = 2
        case flags = 501
        case security = 502
        case flagsAlone = 1005

        var isForAdministrators: Bool { self == .administrative || self == .security }
        var canBeListed: Bool { self != .flagsAlone }
    }

    /// Levels that a client's union knows: their arm, a pointer, is in the answer even when it says nothing.
    private static let knownLevels: Set<UInt32> = [0, 1, 2, 501, 502, 503, 1004, 1005, 1006, 1007, 1501]
}

extension ServerService {
    func enumerate(_ request: ShareEnumRequest) -> ByteBuffer {
        var writer = NDRWriter()
        writer.long(request.level)
        writer.long(request.level)
        guard let level = ShareLevel(rawValue: request.level), level.canBeListed else {
            return Self.listNothing(&writer, request, because: .invalidLevel)
        }
        guard self.callerIsAdministrator || !level.isForAdministrators else {
            return Self.listNothing(&writer, request, because: .accessDenied)
        }
        let shares = self.shares.dropFirst(Int(request.resumeHandle ?? 0))
        writer.pointer()
        writer.long(UInt32(clamping: shares.count))
        writer.pointer()
        writer.long(UInt32(clamping: shares.count))
        for share in shares { Self.write(share, level, into: &writer) }
        writer.flush()
        Self.finishList(&writer, request, total: shares.count, .success)
        return writer.stub
    }

    private static func listNothing(_ writer: inout NDRWriter, _ request: ShareEnumRequest, because result: Result) -> ByteBuffer {
        if Self.knownLevels.contains(request.level) { writer.null() }
        Self.finishList(&writer, request, total: 0, result)
        return writer.stub
    }

    private static func finishList(_ writer: inout NDRWriter, _ request: ShareEnumRequest, total: Int, _ result: Result) {
        writer.long(UInt32(clamping: total))
        if request.resumeHandle == nil {
            writer.null()
        } else {
            writer.pointer()
            writer.long(0)  // Everything was told: PreferedMaximumLength is a wish, and a list is short.
        }
        writer.long(result.rawValue)
    }

    func shareInfo(_ request: ShareGetInfoRequest) -> ByteBuffer {
        var writer = NDRWriter()
        writer.long(request.level)
        let (share, result) = self.find(request)
        if let share, let level = ShareLevel(rawValue: request.level) {
            writer.pointer()
            Self.write(share, level, into: &writer)
            writer.flush()
        } else if Self.knownLevels.contains(request.level) {
            writer.null()
        }
        writer.long(result.rawValue)
        return writer.stub
    }

    private func find(_ request: ShareGetInfoRequest) -> (Share?, Result) {
        guard let level = ShareLevel(rawValue: request.level) else { return (nil, .invalidLevel) }
        guard self.callerIsAdministrator || !level.isForAdministrators else { return (nil, .accessDenied) }
        let wanted = request.name.lowercased()
        guard let share = self.shares.first(where: { $0.name.lowercased() == wanted }) else { return (nil, .netNameNotFound) }
        return (share, .success)
    }

    private static func write(_ share: Share, _ level: ShareLevel, into writer: inout NDRWriter) {
        if level == .flagsAlone { return writer.long(0) }
        writer.deferredString(share.name)
        if level == .name { return }
        writer.long(share.kind.rawValue)
        writer.deferredString(share.comment)
        if level == .flags { writer.long(0) }
        if level == .administrative || level == .security {
            writer.long(0)  // Permissions: of share-level security, which SMB 2 does not have.
            writer.long(.max)  // MaxUses: unlimited
            writer.long(share.currentUses)
            writer.deferredString(share.path)
            writer.null()  // Password
        }
        if level == .security {
            writer.long(0)  // Reserved: the length of the descriptor
            writer.null()
        }
    }
}
