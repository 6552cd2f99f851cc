// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// What a file's extended attributes take in a list of SMB1. [MS-CIFS] 2.2.8.3.2
    func eaSize(of open: Open) throws(NTStatus) -> UInt32 { 0 }

    /// All of a file's extended attributes, or those of these names: one that does not exist has an empty value.
    func extendedAttributes(of open: Open, named names: [[UInt8]]?) throws(NTStatus) -> SMB1.FEAList {
        SMB1.FEAList((names ?? []).map { FileFullEaInformation.Attribute(name: $0, value: ByteBuffer()) })
    }
}
