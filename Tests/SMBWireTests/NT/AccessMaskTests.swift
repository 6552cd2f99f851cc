// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@Suite("AccessMask") struct AccessMaskTests {
    @Test(
        "generic rights become those of files",
        arguments: [
            (AccessMask.genericAll, AccessMask.fileAll), (.genericRead, .fileGenericRead), (.genericWrite, .fileGenericWrite),
            (.genericExecute, .fileGenericExecute), ([.genericRead, .delete], [.fileGenericRead, .delete]), (.readData, .readData),
        ] as [(AccessMask, AccessMask)])
    func expands(_ mask: AccessMask, _ expected: AccessMask) {
        #expect(mask.expandingGenerics() == expected)
    }
}
