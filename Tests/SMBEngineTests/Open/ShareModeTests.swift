// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@testable import SMBEngine

@Suite("Share modes") struct ShareModeTests {
    /// Whether an open is refused while another is there; the answer is the same the other way round.
    private static func excludes(_ one: ShareMode, _ other: ShareMode) -> Bool {
        let excludes = ShareUsage(one).excludes(other)
        #expect(ShareUsage(other).excludes(one) == excludes)
        return excludes
    }

    @Test(
        "each right asks for its kind of sharing",
        arguments: [
            (.readData, .read), (.execute, .read), (.writeData, .write), (.appendData, .write), (.delete, .delete),
        ] as [(AccessMask, ShareAccess)])
    func rights(_ access: AccessMask, _ sharing: ShareAccess) {
        let asked = ShareMode(access: access, sharing: .all)
        #expect(!Self.excludes(ShareMode(access: .readData, sharing: [.read, sharing]), asked))
        #expect(Self.excludes(ShareMode(access: .readData, sharing: ShareAccess.all.subtracting(sharing)), asked))
    }

    @Test func lookingAtAttributesDisturbsNobody() {
        let exclusive = ShareMode(access: .fileAll, sharing: [])
        let looking = ShareMode(access: [.readAttributes, .writeAttributes, .readControl, .synchronize], sharing: [])
        #expect(!Self.excludes(exclusive, looking))
    }

    @Test func whoLeavesNoLongerCounts() {
        let exclusive = ShareMode(access: .fileAll, sharing: [])
        var usage = ShareUsage(exclusive)
        usage.add(ShareMode(access: .readAttributes, sharing: []))
        usage.remove(exclusive)
        #expect(!usage.excludes(exclusive))
    }
}
