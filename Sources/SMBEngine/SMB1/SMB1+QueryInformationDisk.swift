// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 2.2.4.57, 3.3.5.46
    func queryInformationDisk(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let units = try self.files.share().store.volume().inSixteenBits
        reply.body { writer in
            writer.u16(units.total)
            writer.u16(units.sectorsPerUnit)
            writer.u16(units.bytesPerSector)
            writer.u16(units.available)
            writer.u16(0)
        }
        return .replied
    }
}
