// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import Support
import Testing

@Suite("The target in authorization data") struct ClientTargetTests {
    private static let unverified = AuthorizationDatum(type: 143, data: [0, 0x80, 0, 0])
    private static let bindings = AuthorizationDatum(type: 143, data: [0, 0x40, 0, 0])
    private static let target = TicketClient.clientTarget("cifs/server.example@EXAMPLE")

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let data: [AuthorizationDatum]
        let expected: TargetName?
    }

    @Test(
        "is the one in the first AD-IF-RELEVANT",
        arguments: [
            Row(testDescription: "nothing", data: [], expected: nil),
            Row(testDescription: "present", data: [TicketClient.ifRelevant([target])], expected: .present("cifs/server.example@EXAMPLE")),
            Row(
                testDescription: "behind others",
                data: [TicketClient.ifRelevant([AuthorizationDatum(type: 129, data: []), bindings, target])],
                expected: .present("cifs/server.example@EXAMPLE")),
            Row(testDescription: "empty", data: [TicketClient.ifRelevant([TicketClient.clientTarget("")])], expected: .empty),
            Row(
                testDescription: "with a terminator", data: [TicketClient.ifRelevant([TicketClient.clientTarget("cifs/a\0")])],
                expected: .present("cifs/a")),
            Row(
                testDescription: "flagged", data: [TicketClient.ifRelevant([target, unverified])],
                expected: .untrusted("cifs/server.example@EXAMPLE")),
            Row(
                testDescription: "flagged by the second of two options", data: [TicketClient.ifRelevant([bindings, target, unverified])],
                expected: .untrusted("cifs/server.example@EXAMPLE")),
            Row(testDescription: "flagged without a name", data: [TicketClient.ifRelevant([unverified])], expected: nil),
            Row(
                testDescription: "in the second container", data: [TicketClient.ifRelevant([bindings]), TicketClient.ifRelevant([target])],
                expected: nil),
            Row(testDescription: "in no container", data: [target], expected: nil),
            Row(
                testDescription: "two that differ", data: [TicketClient.ifRelevant([target, TicketClient.clientTarget("cifs/b")])],
                expected: .present("conflicting: cifs/server.example@EXAMPLE cifs/b")),
            Row(
                testDescription: "half a character", data: [TicketClient.ifRelevant([AuthorizationDatum(type: 144, data: [65])])],
                expected: .present("\u{FFFD}")),
            Row(
                testDescription: "too long",
                data: [TicketClient.ifRelevant([TicketClient.clientTarget(String(repeating: "a", count: 2000))])],
                expected: .present("too long: " + String(repeating: "a", count: 256) + "…")),
            Row(testDescription: "not ASN.1", data: [AuthorizationDatum(type: 1, data: [0x30, 5, 1])], expected: nil),
        ])
    func reads(_ row: Row) {
        #expect(ClientTarget(row.data).targetName == row.expected)
    }
}
