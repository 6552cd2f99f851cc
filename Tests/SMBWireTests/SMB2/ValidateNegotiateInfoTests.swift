// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("VALIDATE_NEGOTIATE_INFO") struct ValidateNegotiateInfoTests {
    @Test func theRequestRepeatsWhatNegotiateSaid() throws {
        let input = try IOControlTests.validateRequest.decoded(as: SMB2.IOControlRequest.self).input
        var reader = WireReader(input)
        let request = try SMB2.ValidateNegotiateInfoRequest(decoding: &reader)
        #expect(request.capabilities == [])
        #expect(request.securityMode == .signingEnabled)
        #expect(request.dialects == [.smb2_0_2, .smb2_1])
        #expect(reader.remaining == 0)
        var writer = WireWriter()
        request.encode(into: &writer)
        #expect(writer.buffer == input)
    }

    @Test func theResponseRepeatsWhatTheServerSaid() throws {
        let output = try IOControlTests.validateResponse.decoded(as: SMB2.IOControlResponse.self).output
        #expect(output.readableBytes == SMB2.ValidateNegotiateInfoResponse.size)
        var reader = WireReader(output)
        let response = try SMB2.ValidateNegotiateInfoResponse(decoding: &reader)
        #expect(response.capabilities == [.dfs, .leasing, .largeMTU])
        #expect(response.dialect == .smb2_1)
        var writer = WireWriter()
        response.encode(into: &writer)
        #expect(writer.buffer == output)
    }

    @Test("more dialects than the input holds are refused, and any prefix is", arguments: 0..<28)
    func refusesEveryPrefix(_ length: Int) throws {
        let input = try IOControlTests.validateRequest.decoded(as: SMB2.IOControlRequest.self).input
        let prefix = try #require(input.getSlice(at: input.readerIndex, length: length))
        #expect(throws: WireError.self) {
            var reader = WireReader(prefix)
            _ = try SMB2.ValidateNegotiateInfoRequest(decoding: &reader)
        }
    }
}
