// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// The create contexts that are understood. Others ask for what is never granted here (leases, durable handles) or are unknown;
/// both are ignored, as [MS-SMB2] 3.3.5.9 wants it.
struct CreateContexts {
    private(set) var wantsMaximalAccess = false
    private(set) var wantsDiskID = false
    private(set) var allocationSize: FileOffset?
    private(set) var extendedAttributes: [FileFullEaInformation.Attribute] = []
    private(set) var securityDescriptor: SecurityDescriptor?

    init(_ contexts: [SMB2.CreateContext]) throws(NTStatus) {
        for context in contexts {
            switch context.name {
            case .queryMaximalAccess: self.wantsMaximalAccess = true
            case .queryOnDiskID: self.wantsDiskID = true
            case .allocationSize:
                guard let size = context.data.getInteger(at: context.data.readerIndex, endianness: .little, as: UInt64.self) else {
                    throw .invalidParameter
                }
                self.allocationSize = try FileOffset(validating: size)
            // No snapshot is kept. [MS-SMB2] 3.3.5.9.7
            case .timewarp: throw .objectNameNotFound
            case .extendedAttributes: self.extendedAttributes = try FileOperations.extendedAttributes(context.data)
            case .securityDescriptor: self.securityDescriptor = try FileOperations.descriptor(context.data)
            // Nothing was ever durable, so there is nothing to come back to. [MS-SMB2] 3.3.5.9.7, 3.3.5.9.12
            case .durableHandleReconnect, .durableHandleReconnectV2: throw .objectNameNotFound
            default: break
            }
        }
    }

    /// [MS-SMB2] 2.2.14.2
    func answers(maximalAccess: AccessMask, identity: FileIdentity) -> [SMB2.CreateContext] {
        guard self.wantsMaximalAccess || self.wantsDiskID else { return [] }
        var answers: [SMB2.CreateContext] = []
        if self.wantsMaximalAccess {
            var writer = WireWriter()
            writer.u32(NTStatus.success.rawValue)
            writer.u32(maximalAccess.rawValue)
            answers.append(SMB2.CreateContext(name: .queryMaximalAccess, data: writer.buffer))
        }
        if self.wantsDiskID {
            var writer = WireWriter()
            writer.u64(identity.file)
            writer.u64(identity.volume)
            writer.zeros(16)
            answers.append(SMB2.CreateContext(name: .queryOnDiskID, data: writer.buffer))
        }
        return answers
    }
}
