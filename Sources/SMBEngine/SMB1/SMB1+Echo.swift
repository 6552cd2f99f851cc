// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1Context {
    /// The most answers to one request, and what they may hold together: a stranger may ask too.
    private static let maximumCount = 100
    private static let maximumTotal = 64 << 10

    /// [MS-CIFS] 3.3.5.33
    func echo(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.decode(SMB1.EchoRequest.init(decoding:_:))
        let room = Self.maximumTotal / max(1, request.data.readableBytes)
        let count = UInt16(clamping: min(Int(request.count), Self.maximumCount, max(1, room)))
        // "If the EchoCount is zero, no response is sent."
        guard count > 0 else { return .silent }
        for number in 1..<count {
            var answer = AndXChain(chain.message, chain.header)
            answer.answerSequence = chain.answerSequence
            var writer = answer.takeReply()
            SMB1.EchoResponse(sequenceNumber: number, data: request.data).encode(into: &writer)
            answer.giveBack(writer)
            self.machine.send(&answer, .success)
        }
        SMB1.EchoResponse(sequenceNumber: count, data: request.data).encode(into: &reply)
        return .replied
    }
}
