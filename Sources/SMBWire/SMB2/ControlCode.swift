// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// What an IOCTL asks for. [MS-SMB2] 2.2.31, [MS-FSCC] 2.3
    package struct ControlCode: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let dfsGetReferrals = ControlCode(rawValue: 0x0006_0194)
        package static let dfsGetReferralsEx = ControlCode(rawValue: 0x0006_01B0)
        package static let setReparsePoint = ControlCode(rawValue: 0x0009_00A4)
        package static let getReparsePoint = ControlCode(rawValue: 0x0009_00A8)
        package static let deleteReparsePoint = ControlCode(rawValue: 0x0009_00AC)
        package static let createOrGetObjectID = ControlCode(rawValue: 0x0009_00C0)
        package static let setSparse = ControlCode(rawValue: 0x0009_00C4)
        package static let fileLevelTrim = ControlCode(rawValue: 0x0009_8208)
        package static let setZeroData = ControlCode(rawValue: 0x0009_80C8)
        package static let queryAllocatedRanges = ControlCode(rawValue: 0x0009_40CF)
        package static let getCompression = ControlCode(rawValue: 0x0009_003C)
        package static let setCompression = ControlCode(rawValue: 0x0009_C040)
        package static let getIntegrityInformation = ControlCode(rawValue: 0x0009_027C)
        package static let setIntegrityInformation = ControlCode(rawValue: 0x0009_C280)
        package static let duplicateExtents = ControlCode(rawValue: 0x0009_8344)
        package static let queryFileRegions = ControlCode(rawValue: 0x0009_0284)
        package static let pipePeek = ControlCode(rawValue: 0x0011_400C)
        package static let pipeWait = ControlCode(rawValue: 0x0011_0018)
        package static let pipeTransceive = ControlCode(rawValue: 0x0011_C017)
        package static let srvRequestResumeKey = ControlCode(rawValue: 0x0014_0078)
        package static let srvCopychunk = ControlCode(rawValue: 0x0014_40F2)
        package static let srvCopychunkWrite = ControlCode(rawValue: 0x0014_80F2)
        package static let enumerateSnapshots = ControlCode(rawValue: 0x0014_4064)
        package static let srvReadHash = ControlCode(rawValue: 0x0014_41BB)
        package static let lmrRequestResiliency = ControlCode(rawValue: 0x0014_01D4)
        package static let queryNetworkInterfaceInfo = ControlCode(rawValue: 0x0014_01FC)
        package static let validateNegotiateInfo = ControlCode(rawValue: 0x0014_0204)
    }
}

extension SMB2.ControlCode: CustomStringConvertible {
    package var description: String { "0x" + String(self.rawValue, radix: 16) }
}
