// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// TRANS2_QUERY_FS_INFORMATION. [MS-CIFS] 2.2.6.4, 3.3.5.57.5
    func queryFilesystemInformation(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let level = try request.read(\.parameters) { (reader) throws(WireError) in
            SMB1.InformationLevel(rawValue: try reader.u16("InformationLevel"))
        }
        var answer = TransactionAnswer()
        answer.data = try self.filesystemInformation(level)
        return try self.answer(request, with: answer, &chain, &reply)
    }

    private func filesystemInformation(_ level: SMB1.InformationLevel) throws(NTStatus) -> ByteBuffer {
        var writer = WireWriter()
        switch level {
        case .allocation: self.writeAllocation(try self.files.share().store.volume(), into: &writer)
        case .volume: self.writeVolume(try self.files.share(), try self.files.share().store.volume(), into: &writer)
        default:
            guard let informationClass = level.filesystemClass else { throw .invalidLevel }
            do {
                try self.files.filesystemInformation(informationClass).encode(&writer)
            } catch {
                throw error == .invalidInfoClass ? .invalidLevel : error
            }
        }
        return writer.buffer
    }

    /// SMB_INFO_ALLOCATION. [MS-CIFS] 2.2.8.2.1
    private func writeAllocation(_ volume: VolumeInformation, into writer: inout WireWriter) {
        let units = volume.inThirtyTwoBits
        writer.u32(0)
        writer.u32(units.sectorsPerUnit)
        writer.u32(units.total)
        writer.u32(units.available)
        writer.u16(UInt16(clamping: volume.bytesPerSector))
    }

    /// SMB_INFO_VOLUME. [MS-CIFS] 2.2.8.2.2
    private func writeVolume(_ share: ShareDefinition, _ volume: VolumeInformation, into writer: inout WireWriter) {
        writer.u32(volume.serialNumber)
        let length = writer.count
        writer.u8(0)
        let start = writer.count
        // The length counts letters, and what Unicode's clients expect is bytes.
        switch self.command.text {
        case .unicode: writer.utf16(share.name)
        case .oem: writer.bytes(OEMText.encode(share.name))
        }
        writer.buffer.setInteger(UInt8(clamping: writer.count - start), at: length)
        writer.zeros(self.command.text == .unicode ? 2 : 1)
    }
}

extension VolumeInformation {
    /// Counts of units that 32 bits can hold: units grow for a volume that is too large.
    var inThirtyTwoBits: (sectorsPerUnit: UInt32, total: UInt32, available: UInt32) {
        var (sectors, total, available) = (self.sectorsPerUnit, self.totalUnits, self.availableUnits)
        while total > UInt64(UInt32.max), sectors <= UInt32.max / 2 {
            sectors *= 2
            total /= 2
            available /= 2
        }
        return (sectors, UInt32(clamping: total), UInt32(clamping: available))
    }

    /// Counts for 16 bits: QUERY_INFORMATION_DISK tells of at most 2 GB, and clients of its time take no more.
    var inSixteenBits: (sectorsPerUnit: UInt16, bytesPerSector: UInt16, total: UInt16, available: UInt16) {
        let bytesPerUnit = UInt64(self.bytesPerSector) * UInt64(self.sectorsPerUnit)
        let (sectors, sectorSize): (UInt64, UInt64) = (64, 512)
        func units(_ count: UInt64) -> UInt16 {
            let (bytes, overflows) = count.multipliedReportingOverflow(by: bytesPerUnit)
            return overflows ? .max : UInt16(clamping: bytes / (sectors * sectorSize))
        }
        return (64, 512, units(self.totalUnits), units(self.availableUnits))
    }
}
