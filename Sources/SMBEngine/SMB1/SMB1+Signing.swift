// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1Machine {
    func verifySignature(of chain: inout AndXChain) throws(NTStatus) {}

    func sign(_ frame: inout ByteBuffer, _ sequence: UInt32) {}
}
