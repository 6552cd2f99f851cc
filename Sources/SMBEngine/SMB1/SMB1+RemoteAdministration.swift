// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire

extension SMB1TreeContext {
    /// A call of the Remote Administration Protocol. Errors are in its parameters, behind a status of success. [MS-RAP] 3.2.5
    func remoteAdministration(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        if self.session.principal.kind == .anonymous, !self.server.settings.value.letsNullSessions(open: Pipe.name) {
            self.connection.refuseNullSession(Pipe.name, of: self.session)
            throw .accessDenied
        }
        let function = try request.read(\.parameters) { (reader) throws(WireError) in try reader.u16("RAPOpcode") }
        let answer: TransactionAnswer
        switch SMB1.RemoteAdministration.Function(rawValue: function) {
        case .shareEnumerate: answer = self.shares(try Self.call(request), request)
        case .shareGetInformation: answer = self.share(try Self.call(request), request)
        case .serverGetInformation: answer = self.serverInformation(try Self.call(request), request)
        // This server keeps no browse list.
        case .serverEnumerate2: answer = Self.result(.success, [0, 0])
        case nil: answer = Self.result(.notSupported)
        }
        return try self.answer(request, with: answer, &chain, &reply)
    }

    private static func call(_ request: SMB1.TransactionRequest) throws(NTStatus) -> SMB1.RemoteAdministration.Request {
        try request.read(\.parameters) { (reader) throws(WireError) in try SMB1.RemoteAdministration.Request(decoding: &reader) }
    }

    /// Win32ErrorCode, a Converter of 0, since offsets are none of pointers here, and what the function counts.
    private static func result(_ result: SMB1.RemoteAdministration.Result, _ counts: [UInt16] = []) -> TransactionAnswer {
        TransactionAnswer(parameters: { writer in
            writer.u16(result.rawValue)
            writer.u16(0)
            for count in counts { writer.u16(count) }
        })
    }

    /// The shares that this user may enter, and whose names fit into thirteen bytes.
    private var listedShares: [SMB1.RemoteAdministration.Share] {
        self.files.serverService.shares.filter { OEMText.encode($0.name).count < 13 }.map { share in
            SMB1.RemoteAdministration.Share(
                name: share.name, kind: UInt16(truncatingIfNeeded: share.kind.rawValue & 0xFF), comment: share.comment)
        }
    }

    private func shares(_ call: SMB1.RemoteAdministration.Request, _ request: SMB1.TransactionRequest) -> TransactionAnswer {
        guard call.level <= 1 else { return Self.result(.invalidLevel, [0, 0]) }
        let shares = self.listedShares
        let limit = min(call.receiveBuffer, request.maximumDataCount)
        let (data, count) = SMB1.RemoteAdministration.encode(shares, level: call.level, limit: limit)
        var answer = Self.result(
            count < shares.count ? .moreData : .success, [UInt16(clamping: count), UInt16(clamping: shares.count)])
        answer.data = data
        return answer
    }

    private func share(_ call: SMB1.RemoteAdministration.Request, _ request: SMB1.TransactionRequest) -> TransactionAnswer {
        guard call.level <= 1 else { return Self.result(.invalidLevel, [0]) }
        guard let share = self.listedShares.first(where: { $0.name.uppercased() == call.share.uppercased() }) else {
            return Self.result(.unknownShare, [0])
        }
        let limit = min(call.receiveBuffer, request.maximumDataCount)
        let (data, count) = SMB1.RemoteAdministration.encode([share], level: call.level, limit: limit)
        guard count == 1 else { return Self.result(.bufferTooSmall, [0]) }
        var answer = Self.result(.success, [UInt16(clamping: data.readableBytes)])
        answer.data = data
        return answer
    }

    private func serverInformation(
        _ call: SMB1.RemoteAdministration.Request, _ request: SMB1.TransactionRequest
    ) -> TransactionAnswer {
        guard call.level <= 1 else { return Self.result(.invalidLevel, [0]) }
        let service = self.files.serverService
        let data = SMB1.RemoteAdministration.encode(server: service.serverName, comment: service.serverComment, level: call.level)
        guard data.readableBytes <= min(call.receiveBuffer, request.maximumDataCount) else { return Self.result(.bufferTooSmall, [0]) }
        var answer = Self.result(.success, [UInt16(clamping: data.readableBytes)])
        answer.data = data
        return answer
    }
}
