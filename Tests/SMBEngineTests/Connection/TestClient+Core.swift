// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support

/// What tests of the core need of a client: any message with any header, and logons in steps.
extension TestClient {
    var connection: InMemoryConnection? { self.transport as? InMemoryConnection }

    func frame(
        _ command: SMB2.Command, _ message: some SMB2Message, flags: SMB2.HeaderFlags = [], charge: UInt16 = 1, signed: Bool? = nil,
        header adjust: (inout SMB2.Header) -> Void = { _ in }
    ) -> ByteBuffer {
        self.encode(command, flags: flags, creditCharge: charge, signed: signed, header: adjust) { message.encode(into: &$0, base: $1) }
    }

    func ask(
        _ command: SMB2.Command, _ message: some SMB2Message, charge: UInt16 = 1, signed: Bool? = nil,
        header adjust: (inout SMB2.Header) -> Void = { _ in }
    ) throws -> Reply {
        try self.exchange(self.frame(command, message, charge: charge, signed: signed, header: adjust))
    }

    func echo(signed: Bool? = nil, header adjust: (inout SMB2.Header) -> Void = { _ in }) throws -> Reply {
        try self.ask(.echo, SMB2.EchoRequest(), signed: signed, header: adjust)
    }

    /// Any request that needs a session and a tree, and changes nothing.
    func tryOpening(_ name: String = "", signed: Bool? = nil, header adjust: (inout SMB2.Header) -> Void = { _ in }) throws -> Reply {
        try self.ask(.create, Self.opening(name), signed: signed, header: adjust)
    }

    static func opening(_ name: String = "", _ disposition: CreateDisposition = .openIf) -> SMB2.CreateRequest {
        SMB2.CreateRequest(desiredAccess: [.readData, .readAttributes], createDisposition: disposition, name: name)
    }

    static func file(of reply: Reply) throws -> SMB2.FileID {
        try reply.body { (reader) throws(WireError) in try SMB2.CreateResponse(decoding: &reader) }.file
    }

    func setupFrame(
        _ token: [UInt8], flags: SMB2.SessionSetupFlags = [], signed: Bool? = nil, header adjust: (inout SMB2.Header) -> Void = { _ in }
    ) -> ByteBuffer {
        let request = SMB2.SessionSetupRequest(
            flags: flags, securityMode: self.options.setupMode, previousSessionID: self.options.previousSessionID,
            securityBuffer: ByteBuffer(bytes: token))
        return self.frame(.sessionSetup, request, signed: signed, header: adjust)
    }

    /// The first round of a logon, and the frame that would end it.
    func lastFrameOfLogon() throws -> ByteBuffer {
        var tokens = self.options.logon
        var hash = self.preauth
        let reply = try self.sessionSetup(tokens.begin(), &hash)
        guard reply.status == .moreProcessingRequired else { throw reply.status }
        var reader = WireReader(reply.bytes)
        try reader.skip(SMB2.Header.size)
        let challenge = try SMB2.SessionSetupResponse(decoding: &reader).securityBuffer
        return self.setupFrame(try tokens.answer(Array(challenge.readableBytesView)), signed: false)
    }

    /// Whether the server has nothing to say.
    var hearsNothing: Bool {
        do {
            _ = try self.receive()
            return false
        } catch {
            return (error as? TransportError) == .nothingReceived
        }
    }
}
