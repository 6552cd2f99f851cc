// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension FileOperations {
    /// [MS-SMB2] 3.3.5.20.2, [MS-FSCC] 2.5
    func filesystemInformation(_ informationClass: FilesystemInformationClass) throws(NTStatus) -> InformationAnswer {
        guard case .files(let share) = self.tree.target else { return try Self.pipeFilesystem(informationClass) }
        switch informationClass {
        case .device: return InformationAnswer(8) { FileFsDeviceInformation.disk.encode(into: &$0) }
        case .attribute:
            let attributes = self.filesystemAttributes
            return InformationAnswer(16) {
                FileFsAttributeInformation(attributes: attributes, maximumComponentNameLength: 255, filesystemName: "NTFS")
                    .encode(into: &$0)
            }
        case .control: return InformationAnswer(48) { FileFsControlInformation.withoutQuota.encode(into: &$0) }
        case .volume, .size, .fullSize, .sectorSize, .objectID:
            return Self.volumeInformation(informationClass, share.name, try share.store.volume())
        default: throw .invalidInfoClass
        }
    }

    private static func pipeFilesystem(_ informationClass: FilesystemInformationClass) throws(NTStatus) -> InformationAnswer {
        guard informationClass == .device else { throw .invalidInfoClass }
        return InformationAnswer(8) { FileFsDeviceInformation.namedPipe.encode(into: &$0) }
    }

    private static func volumeInformation(
        _ informationClass: FilesystemInformationClass, _ label: String, _ volume: VolumeInformation
    ) -> InformationAnswer {
        switch informationClass {
        case .volume:
            InformationAnswer(24) {
                FileFsVolumeInformation(
                    volumeCreationTime: volume.creationTime, volumeSerialNumber: volume.serialNumber, volumeLabel: label
                ).encode(into: &$0)
            }
        case .size:
            InformationAnswer(24) {
                FileFsSizeInformation(
                    totalAllocationUnits: volume.totalUnits, availableAllocationUnits: volume.availableUnits,
                    sectorsPerAllocationUnit: volume.sectorsPerUnit, bytesPerSector: volume.bytesPerSector
                ).encode(into: &$0)
            }
        case .fullSize:
            InformationAnswer(32) {
                FileFsFullSizeInformation(
                    totalAllocationUnits: volume.totalUnits, callerAvailableAllocationUnits: volume.availableUnits,
                    actualAvailableAllocationUnits: volume.availableUnits, sectorsPerAllocationUnit: volume.sectorsPerUnit,
                    bytesPerSector: volume.bytesPerSector
                ).encode(into: &$0)
            }
        case .sectorSize: InformationAnswer(28) { FileFsSectorSizeInformation(uniform: volume.bytesPerSector).encode(into: &$0) }
        // A volume has no object id of its own here: its serial number and birth stand in, so that it is the same each time.
        default:
            InformationAnswer(64) {
                FileFsObjectIdInformation(GUID(low: UInt64(volume.serialNumber), high: volume.creationTime.rawValue)).encode(into: &$0)
            }
        }
    }

    /// Names keep their case and are found in any; hard links, streams, extended attributes and access lists exist. Sparse ranges and reparse points don't.
    private var filesystemAttributes: FileFsAttributeInformation.Attributes {
        let common: FileFsAttributeInformation.Attributes = [
            .caseSensitiveSearch, .casePreservedNames, .unicodeOnDisk, .persistentACLs, .supportsHardLinks, .namedStreams,
            .supportsExtendedAttributes,
        ]
        return self.tree.canWrite ? common : common.union(.readOnlyVolume)
    }
}
