// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBCrypto
import SMBWire

extension ConnectionMachine {
    /// An encrypted frame: finds its session, decrypts it where it lies, and runs what is in it. [MS-SMB2] 3.3.5.2.1.1
    ///
    /// Whatever is wrong with one ends the connection that it came on. It says nothing about the session that it names: anybody can write
    /// down a number.
    func unseal(_ frame: consuming ByteBuffer) {
        // "… IsEncryptionSupported is TRUE and Connection.CipherId is not zero", which also means a dialect of 3.x.
        guard self.agreement?.cipher != nil else { return self.disconnect(.encryptedWithoutKeys) }
        let header: SMB2.TransformHeader
        do throws(WireError) {
            header = try SMB2.TransformHeader.decode(from: copy frame)
        } catch {
            return self.disconnect(.unreadableFrame(String(describing: error)))
        }
        let length = frame.readableBytes - SMB2.TransformHeader.size
        // "… not greater than the size of the SMB2 TRANSFORM_HEADER", "Flags … is not 0x0001", "OriginalMessageSize … is not equal"
        guard length > 0, header.flags == SMB2.TransformHeader.encrypted, header.originalMessageSize == UInt32(clamping: length) else {
            return self.disconnect(.unreadableFrame("transform header"))
        }
        // Guest and anonymous sessions have no keys. "… SHOULD disconnect"; Windows tries to decrypt, which can't end well either.
        guard let session = self.sessions[header.sessionID], let seals = session.seals else {
            return self.disconnect(.encryptedWithoutKeys)
        }
        guard seals.opener.open(&frame) else {
            self.observe(.undecryptable(sessionID: header.sessionID), workstation: "")
            return self.disconnect(.undecryptable)
        }
        guard Self.isProper(copy frame, in: header.sessionID) else { return self.disconnect(.malformedInsideEncryption) }
        self.run(RequestChain(frame, in: RequestChain.Envelope(sessionID: header.sessionID, sealer: seals.sealer)))
    }

    /// Whether what came out is SMB2 (not another transform, not compressed), and all of it of the session whose key opened it. Looked at
    /// as a whole before anything of it runs.
    private static func isProper(_ message: ByteBuffer, in sessionID: UInt64) -> Bool {
        var next: Int? = 0
        while let offset = next {
            guard let element = try? SMB2.CompoundElement(in: message, at: offset) else { return false }
            // "SMB2_FLAGS_RELATED_OPERATIONS is set" in the first, or "SessionId … is not equal to Request.TransformSessionId"
            guard element.header.flags.contains(.related) ? offset > 0 : element.header.sessionID == sessionID else { return false }
            next = element.nextOffset
        }
        return true
    }
}
