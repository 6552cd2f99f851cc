// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@Suite("LOCKING_ANDX on the wire") struct SMB1LockingWireTests {
    @Test("survives the way there and back", arguments: [[], .largeFiles, [.largeFiles, .shared]] as [SMB1.LockType])
    func roundTrip(_ type: SMB1.LockType) throws {
        let far: UInt64 = type.contains(.largeFiles) ? 0x1_0000_0005 : 5
        let request = SMB1.LockingRequest(
            file: 7, type: type, oplockLevel: 1, timeout: .max,
            unlocks: [SMB1.LockRange(processID: 1, offset: far, length: 2)],
            locks: [SMB1.LockRange(processID: 2, offset: 3, length: far), SMB1.LockRange(processID: 3, offset: 0, length: 0)])
        var writer = WireWriter()
        writer.zeros(SMB1.Header.size)
        request.encode(into: &writer)
        let body = try SMB1.Body(in: writer.buffer, at: SMB1.Header.size)
        #expect(try SMB1.LockingRequest(decoding: body, .unicode) == request)
    }
}
