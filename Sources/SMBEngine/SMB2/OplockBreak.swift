// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// An acknowledgment of a break. No oplock or lease is ever granted, so there is none to break. [MS-SMB2] 3.3.5.22.1
    func oplockBreak() throws(NTStatus) -> Outcome { throw .invalidOplockProtocol }
}
