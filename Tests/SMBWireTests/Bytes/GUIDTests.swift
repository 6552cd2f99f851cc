// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@Suite("GUID") struct GUIDTests {
    private static let text = "4b324fc8-1670-01d3-1278-5a47bf6ee188"

    @Test func printsTheRegistryForm() throws {
        let guid = try #require(
            GUID(bytes: [0xC8, 0x4F, 0x32, 0x4B, 0x70, 0x16, 0xD3, 0x01, 0x12, 0x78, 0x5A, 0x47, 0xBF, 0x6E, 0xE1, 0x88]))
        #expect(guid.description == Self.text)
        #expect(guid == GUID("{" + Self.text.uppercased() + "}"))
        #expect(GUID(bytes: guid.bytes) == guid)
        #expect(RPC.SyntaxID.serverService.uuid == guid)
    }

    @Test(
        "what is no GUID is refused",
        arguments: [
            "", "{}", "4b324fc8", "4b324fc8-1670-01d3-1278-5a47bf6ee18", "4b324fc8-1670-01d3-1278-5a47bf6ee18g",
            "+b324fc8-1670-01d3-1278-5a47bf6ee188",
        ])
    func refuses(_ text: String) {
        #expect(GUID(text) == nil)
    }
}
