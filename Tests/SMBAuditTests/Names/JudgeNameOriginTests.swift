// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import Testing

@Suite("Who chose a target name") struct JudgeNameOriginTests {
    @Test(
        "a name of another host than was typed was copied, and no context makes a name a typed one",
        arguments: [
            (NameOrigin.unknown, "cifs/files", "files", NameOrigin.unknown), (.unknown, "cifs/files:445", "files", .unknown),
            (.unknown, "cifs/FILES", "files", .unknown), (.unknown, "cifs/files.", "files", .unknown),
            (.unknown, "cifs/files", "192.0.2.1", .echoed), (.unknown, "cifs/files", "relay", .echoed),
            (.unknown, "cifs/files", nil, .unknown), (.unknown, "cifs/files", "", .unknown),
            // A relay writes the context as it likes: it makes nothing better.
            (.echoed, "cifs/files", "files", .echoed), (.typed, "cifs/files", "relay", .typed),
        ] as [(NameOrigin, String, String?, NameOrigin)])
    func decides(_ origin: NameOrigin, _ spn: String, _ netname: String?, _ expected: NameOrigin) {
        #expect(judgeNameOrigin(origin, targetName: .present(spn), netname: netname) == expected)
    }

    @Test("a Kerberos name that differs is no echo", arguments: [NameSource.ticket, .authorizationData])
    func kerberos(_ source: NameSource) {
        let name = TargetName.present("cifs/files.example@EXAMPLE")
        #expect(judgeNameOrigin(.unknown, source: source, targetName: name, netname: "files") == .unknown)
        #expect(judgeNameOrigin(.unknown, source: source, targetName: name, netname: "files.example") == .unknown)
    }

    @Test("what is no name stays unknown", arguments: [TargetName.absent, .unsupported, .empty, .untrusted("cifs/files")])
    func noName(_ name: TargetName) {
        #expect(judgeNameOrigin(.unknown, targetName: name, netname: "files") == .unknown)
    }
}
