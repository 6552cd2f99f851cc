// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 ERROR") struct ErrorResponseTests {
    static let response = GoldenMessage(
        SMB2.ErrorResponse.self, from: "smbd 4.17, no more files", padding: 1,
        """
        fe534d4240001000060000800e001f0009000000000000001500000000000000000000000f5e20236983cb73000000001e48a486865625fcf13338b3
        fe522d47090000000000000000
        """)

    static let goldens = [response]

    @Test func theHeaderHasTheStatus() throws {
        #expect(try Self.response.header().status == .noMoreFiles)
        #expect(try Self.response.decoded() == SMB2.ErrorResponse())
    }
}
