// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@Suite("NTStatus") struct NTStatusTests {
    @Test(
        "names are those of the specification",
        arguments: [
            (NTStatus.success, "STATUS_SUCCESS"), (.accessDenied, "STATUS_ACCESS_DENIED"),
            (.moreProcessingRequired, "STATUS_MORE_PROCESSING_REQUIRED"), (NTStatus(rawValue: 0xC0FF_0001), "0xC0FF0001"),
            (NTStatus(rawValue: 0x7), "0x00000007"),
        ])
    func names(_ status: NTStatus, _ name: String) {
        #expect(status.description == name)
    }

    @Test func warningsAreNoErrors() {
        #expect(NTStatus.accessDenied.isError)
        #expect(!NTStatus.bufferOverflow.isError)
        #expect(NTStatus.bufferOverflow.isWarning)
        #expect(!NTStatus.pending.isError)
    }
}
