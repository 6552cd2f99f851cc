// SPDX-License-Identifier: Apache-2.0
import NIOCore
package import SMBCrypto
import SMBWire

/// The client's side of SMB1 signing: a number for each request, and the next for its answer. [MS-CIFS] 3.2.4.1.3, 3.2.5.1
package final class SMB1ClientSigning {
    package var signer: MD5Signer
    /// ClientNextSendSequenceNumber
    package var next: UInt32 = 2
    /// Frames that go out as they are.
    package var isPaused = false
    /// Whether the last answer carried a right signature.
    package private(set) var answerWasSigned = false
    private var expected: [UInt16: UInt32] = [:]
    /// They are answered under the number of the message that they go on with.
    private static let secondary: Set<SMB1.Command> = [.transactionSecondary, .transaction2Secondary, .ntTransactionSecondary]

    init(_ signer: MD5Signer) { self.signer = signer }

    fileprivate func sign(_ frame: inout ByteBuffer) {
        guard !self.isPaused, let header = Self.header(of: frame) else { return }
        let index = frame.readerIndex + SMB1.Header.flags2Offset
        frame.setInteger(header.flags2.union(.securitySignature).rawValue, at: index, endianness: .little)
        self.signer.sign(&frame, at: frame.readerIndex, length: frame.readableBytes, sequence: self.next)
        if !Self.secondary.contains(header.command) { self.expected[header.multiplexID] = self.next &+ 1 }
        self.next &+= header.command == .ntCancel ? 1 : 2
    }

    fileprivate func check(_ frame: ByteBuffer) throws {
        self.answerWasSigned = false
        guard let header = Self.header(of: frame), header.flags2.contains(.securitySignature),
            let number = self.expected[header.multiplexID]
        else { return }
        guard self.signer.verify(frame, at: frame.readerIndex, length: frame.readableBytes, sequence: number) else {
            throw WrongSignature(sequence: number)
        }
        self.answerWasSigned = true
    }

    private static func header(of frame: ByteBuffer) -> SMB1.Header? {
        var reader = WireReader(frame)
        return try? SMB1.Header(decoding: &reader)
    }
}

package struct WrongSignature: Error {
    package let sequence: UInt32
}

extension SMB1Client {
    /// Signs from the next request on, with the last logon's key, and insists that signed answers are right, the logon's own among them.
    @discardableResult
    package func beginSigning() throws -> SMB1ClientSigning {
        guard let key = self.sessionKey, let answer = self.lastLogonReply?.message else { throw WrongSignature(sequence: 0) }
        let signing = SMB1ClientSigning(MD5Signer(sessionKey: key, challengeResponse: self.challengeResponse))
        guard signing.signer.verify(answer, at: answer.readerIndex, length: answer.readableBytes, sequence: 1) else {
            throw WrongSignature(sequence: 1)
        }
        self.willSend = { signing.sign(&$0) }
        self.didReceive = { try signing.check($0) }
        return signing
    }
}
