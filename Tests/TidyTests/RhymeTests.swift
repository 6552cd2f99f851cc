// SPDX-License-Identifier: Apache-2.0
import Testing

/// Who knows a command's name knows where its bytes, its handling and its tests lie.
@Suite("The rhyme") struct RhymeTests {
    static let commands = [
        "Negotiate", "SessionSetup", "Logoff", "TreeConnect", "TreeDisconnect", "Create", "Close", "Flush", "Read", "Write", "Lock",
        "IOControl",
        "Cancel", "Echo", "QueryDirectory", "ChangeNotify", "QueryInfo", "SetInfo", "OplockBreak",
    ]

    @Test("each command has its file in every layer", arguments: commands)
    func everyCommandRhymes(_ command: String) {
        #expect(SourceTree.exists("Sources/SMBWire/SMB2/\(command).swift"))
        #expect(SourceTree.exists("Sources/SMBEngine/SMB2/\(command).swift"))
        #expect(SourceTree.exists("Tests/SMBWireTests/SMB2/\(command)Tests.swift"))
    }

    @Test("each command has its row in spec-coverage", arguments: commands)
    func everyCommandIsCovered(_ command: String) {
        #expect(SourceFile("docs/spec-coverage.md").text.contains("SMB2/\(command).swift"))
    }
}
