// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto
import SMBWire

/// The requests of one frame on their way through the server, and the reply that grows meanwhile. A chain can be parked between two
/// of its elements' ends, while a pool works or a logon waits, and go on later. [MS-SMB2] 3.3.5.2.7
struct RequestChain {
    let frame: ByteBuffer
    /// The requests came encrypted, so the reply goes back encrypted. [MS-SMB2] 3.3.4.1.4
    let envelope: Envelope?
    /// Where the next element starts, from the frame's first readable byte; nil behind the last.
    var nextOffset: Int? = 0
    var elementCount = 0
    var reply: WireWriter
    /// The header of the last response in the reply.
    var lastBase: Int?
    var seals: [Seal] = []

    /// What related requests inherit. [MS-SMB2] 3.3.5.2.7.2
    var sessionID: UInt64 = 0
    var treeID: UInt32 = 0
    var file: SMB2.FileID?
    /// The status with which the element that should have provided the file failed.
    var failure: NTStatus?

    /// A response that is to be signed when the reply is complete, padding included.
    struct Seal {
        let base: Int
        let messageID: UInt64
        let signer: Signer
    }

    /// One transform header around a whole reply. A frame that was encrypted holds requests of one session only.
    struct Envelope {
        let sessionID: UInt64
        let sealer: Sealer
    }

    /// Where the first response begins. What goes in front of it is filled in at the end, so that nothing has to move.
    private let start: Int

    init(_ frame: ByteBuffer, in envelope: Envelope? = nil) {
        self.frame = frame
        self.envelope = envelope
        var buffer = ByteBuffer()
        buffer.reserveCapacity(256)
        self.reply = WireWriter(buffer)
        _ = SessionFrame.reservePrefix(in: &self.reply.buffer)
        if envelope != nil { self.reply.zeros(SMB2.TransformHeader.size) }
        self.start = self.reply.count
    }

    /// Hands the reply to a handler, which gives it back in `reply`.
    mutating func takeReply() -> WireWriter {
        let reply = self.reply
        self.reply = WireWriter()
        return reply
    }

    /// Writes a response's header into the room that was left for it.
    mutating func place(_ header: SMB2.Header, at base: Int) {
        let end = self.reply.count
        self.reply.buffer.moveWriterIndex(to: base)
        header.encode(into: &self.reply)
        self.reply.buffer.moveWriterIndex(to: end)
        self.lastBase = base
    }

    /// Takes back a response that is not to be sent.
    mutating func abandonResponse(at base: Int) {
        if let last = self.lastBase { SMB2.Header.setNextCommand(0, in: &self.reply.buffer, at: last) }
        self.reply.truncate(to: base)
    }

    var isEmpty: Bool { self.lastBase == nil }

    /// Makes room for the next response: pads the one before and links it.
    mutating func beginResponse() -> Int {
        if let last = self.lastBase {
            self.reply.align(to: 8, from: self.start)
            SMB2.Header.setNextCommand(UInt32(clamping: self.reply.count - last), in: &self.reply.buffer, at: last)
        }
        let base = self.reply.count
        self.reply.zeros(SMB2.Header.size)
        return base
    }

    /// Signs what is to be signed, encrypts what is to be encrypted, and puts the length in front.
    mutating func close() throws(Sealer.NoncesExhausted) -> ByteBuffer {
        for seal in self.seals {
            let end = self.endOfResponse(at: seal.base)
            seal.signer.sign(
                &self.reply.buffer, at: seal.base, length: end - seal.base, messageID: seal.messageID, isServer: true, isCancel: false)
        }
        self.seals = []
        if let envelope = self.envelope { try self.encrypt(in: envelope) }
        SessionFrame.setPrefix(in: &self.reply.buffer, at: 0)
        return self.reply.buffer
    }

    private mutating func encrypt(in envelope: Envelope) throws(Sealer.NoncesExhausted) {
        let end = self.reply.count
        let header = SMB2.TransformHeader(
            originalMessageSize: UInt32(clamping: end - self.start), sessionID: envelope.sessionID)
        self.reply.buffer.moveWriterIndex(to: SessionFrame.prefixSize)
        header.encode(into: &self.reply)
        self.reply.buffer.moveWriterIndex(to: end)
        try envelope.sealer.seal(&self.reply.buffer, at: SessionFrame.prefixSize)
    }

    private func endOfResponse(at base: Int) -> Int {
        let next = self.reply.buffer.getInteger(at: base + 20, endianness: .little, as: UInt32.self) ?? 0
        return next == 0 ? self.reply.count : base + Int(next)
    }
}
