// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// The commands of one message on their way through the server, and the reply that grows meanwhile. It can be parked at any of its
/// commands, while a pool works or another client is waited for, and go on later: SMB1 answers a request only once. [MS-CIFS] 2.2.3.4
struct AndXChain {
    /// From the header on.
    let message: ByteBuffer
    /// The request's header. UserId and TreeId become those that a command of the chain made.
    var header: SMB1.Header
    /// The command in hand, or the next one.
    var command: SMB1.Command
    /// Where its WordCount lies in the message; nil behind the last.
    var nextOffset: Int?
    var commandCount = 0
    /// The oplock that an open older than NT_CREATE_ANDX got.
    var grantedOplock = OplockLevel.none
    /// A file that a command of this chain opened: those behind it mean it with the FID 0xFFFF.
    var file: UInt16?
    /// The number that the answer is signed with; nil: it is not signed.
    var answerSequence: UInt32?
    /// What a transaction answers behind the first message: whole frames, whose prefix and header are still to be filled in.
    var furtherMessages: [ByteBuffer] = []
    /// The message's signature was right.
    var isVerified = false

    private(set) var reply = WireWriter()
    /// Where the AndX words of the last response lie in the reply.
    private var link: Int?

    /// Where the header of the reply lies.
    static let base = SessionFrame.prefixSize

    init(_ message: ByteBuffer, _ header: SMB1.Header) {
        self.message = message
        self.header = header
        self.command = header.command
        self.nextOffset = SMB1.Header.size
        _ = SessionFrame.reservePrefix(in: &self.reply.buffer)
        self.reply.zeros(SMB1.Header.size)
    }

    /// What it holds in memory.
    var size: Int { self.message.readableBytes + self.reply.count }

    /// Hands the reply to a handler: two owners would make the buffer copy itself.
    mutating func takeReply() -> WireWriter {
        let reply = self.reply
        self.reply = WireWriter()
        return reply
    }

    /// An error that no NTSTATUS stands for goes out as DOS's, whatever the client asked for.
    mutating func dosError(_ status: NTStatus) -> NTStatus {
        self.header.flags2.remove(.ntStatus)
        return status
    }

    mutating func giveBack(_ reply: consuming WireWriter) { self.reply = reply }

    /// The command whose turn it is, and the next one that its words name.
    mutating func beginCommand() throws(WireError) -> SMB1.Body {
        guard let offset = self.nextOffset else { throw WireError(.limit, field: "AndXCommand", offset: self.message.readableBytes) }
        let body = try SMB1.Body(in: self.message, at: offset)
        self.commandCount += 1
        self.nextOffset = nil
        self.linkResponse()
        return body
    }

    /// What follows the command in hand. A chain only moves forward, or it would never end.
    mutating func advance(behind body: SMB1.Body) throws(WireError) {
        guard self.command.isAndX, body.wordCount >= 2 else { return }
        var reader = WireReader(self.message)
        try reader.seek(to: body.wordsStart, "Words")
        let next = SMB1.Command(rawValue: try reader.u8("AndXCommand"))
        try reader.skip(1)
        let offset = Int(try reader.u16("AndXOffset"))
        guard next != .none else { return }
        guard offset >= body.bytesStart, offset < self.message.readableBytes, self.commandCount < ConnectionLimits.chainedCommands else {
            throw reader.failure(.limit, "AndXOffset")
        }
        self.command = next
        self.nextOffset = offset
    }

    /// Points the response before to the one that begins now.
    private mutating func linkResponse() {
        if let link = self.link {
            self.reply.align(to: 4, from: Self.base)
            self.reply.buffer.setInteger(self.command.rawValue, at: link)
            self.reply.buffer.setInteger(
                UInt16(truncatingIfNeeded: self.reply.count - Self.base), at: link + 2, endianness: .little)
        }
        self.link = self.reply.count + 1
    }

    /// Puts the next message of the answer in the place of the one that was sent. False: there is none.
    mutating func turnToNextMessage() -> Bool {
        if self.furtherMessages.isEmpty { return false }
        self.reply = WireWriter(self.furtherMessages.removeFirst())
        return true
    }

    /// Fills the header in and puts the length in front.
    mutating func close(_ status: NTStatus, flags2: SMB1.Flags2) -> ByteBuffer {
        var header = self.header
        header.status = status
        header.flags2 = flags2
        // SMB1's own statuses are classes and codes, and no NTSTATUS, to those clients as well that asked for that.
        if !header.flags2.contains(.ntStatus) || DOSError(rawValue: status.rawValue) != nil {
            header.status = NTStatus(rawValue: DOSError(status, answering: self.header.command).rawValue)
            header.flags2.remove(.ntStatus)
        }
        header.flags =
            SMB1.Header.reply | (header.flags & SMB1.Header.caseInsensitive) | SMB1.Header.flags(granting: self.grantedOplock)
        header.securityFeaturesLow = 0
        header.securityFeaturesHigh = 0
        let end = self.reply.count
        self.reply.buffer.moveWriterIndex(to: Self.base)
        header.encode(into: &self.reply)
        self.reply.buffer.moveWriterIndex(to: end)
        SessionFrame.setPrefix(in: &self.reply.buffer, at: 0)
        return self.reply.buffer
    }
}
