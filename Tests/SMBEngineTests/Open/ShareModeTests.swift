// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@testable import SMBEngine

@Suite("Share modes") struct ShareModeTests {
    @Test(
        "each right asks for its kind of sharing",
        arguments: [
            (.readData, .read), (.execute, .read), (.writeData, .write), (.appendData, .write), (.delete, .delete),
        ] as [(AccessMask, SMB2.ShareAccess)])
    func rights(_ access: AccessMask, _ sharing: SMB2.ShareAccess) {
        let asked = ShareMode(access: access, sharing: .all)
        #expect(!ShareMode(access: .readData, sharing: [.read, sharing]).excludes(asked))
        #expect(ShareMode(access: .readData, sharing: SMB2.ShareAccess.all.subtracting(sharing)).excludes(asked))
        #expect(asked.excludes(ShareMode(access: .readData, sharing: SMB2.ShareAccess.all.subtracting(sharing))))
    }

    @Test func lookingAtAttributesDisturbsNobody() {
        let exclusive = ShareMode(access: .fileAll, sharing: [])
        let looking = ShareMode(access: [.readAttributes, .writeAttributes, .readControl, .synchronize], sharing: [])
        #expect(!exclusive.excludes(looking))
        #expect(!looking.excludes(exclusive))
    }
}
