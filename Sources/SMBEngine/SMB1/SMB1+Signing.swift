// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto
import SMBWire

extension SMB1Machine {
    func verifySignature(of chain: inout AndXChain) throws(NTStatus) {}

    /// A logon succeeded: the first one of a user activates signing where both sides want it. [MS-SMB] 3.3.5.3
    func logonSucceeded(
        _ session: Session, sessionKey: SecretKey, challengeResponse: [UInt8]?, header: SMB1.Header, chain: inout AndXChain
    ) {}

    func sign(_ frame: inout ByteBuffer, _ sequence: UInt32) {}
}
