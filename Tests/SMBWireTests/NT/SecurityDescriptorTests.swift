// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("Security descriptor") struct SecurityDescriptorTests {
    /// Owner S-1-5-32-544, group S-1-5-18, one entry: everyone may read. By hand from [MS-DTYP] 2.4.
    static let golden = GoldenValue(
        "SecurityDescriptor",
        """
        0100 0480 14000000 24000000 00000000 30000000
        0102 000000000005 20000000 20020000
        0101 000000000005 12000000
        0200 1c00 0100 0000
        0003 1400 89001200 0101 000000000001 00000000
        """
    ) { bytes in
        var reader = WireReader(bytes)
        let descriptor = try SecurityDescriptor(decoding: &reader)
        var writer = WireWriter()
        descriptor.encode(into: &writer)
        return writer.buffer
    }

    private static let value = SecurityDescriptor(
        owner: .administrators, group: .localSystem,
        dacl: .entries([
            AccessControlEntry(.accessAllowed, .everyone, .fileGenericRead, flags: [.objectInherit, .containerInherit])
        ]))

    private static func decode(_ bytes: ByteBuffer) throws -> SecurityDescriptor {
        var reader = WireReader(bytes)
        return try SecurityDescriptor(decoding: &reader)
    }

    private static func encode(_ descriptor: SecurityDescriptor) -> ByteBuffer {
        var writer = WireWriter()
        descriptor.encode(into: &writer)
        return writer.buffer
    }

    @Test func readsAndWritesTheGoldenBytes() throws {
        #expect(try Self.decode(Self.golden.bytes) == Self.value)
        #expect(Self.encode(Self.value) == Self.golden.bytes)
    }

    @Test(
        "a descriptor of few parts round-trips", arguments: [SecurityInformation](arrayLiteral: [], .owner, .group, .dacl, [.owner, .dacl]))
    func restricts(_ parts: SecurityInformation) throws {
        let restricted = Self.value.restricted(to: parts)
        #expect(try Self.decode(Self.encode(restricted)) == restricted)
        #expect((restricted.owner != nil) == parts.contains(.owner))
        #expect((restricted.dacl != .absent) == parts.contains(.dacl))
    }

    @Test func aNullListIsNotAnEmptyOne() throws {
        var descriptor = Self.value
        descriptor.dacl = .null
        #expect(try Self.decode(Self.encode(descriptor)).dacl == .null)
        descriptor.dacl = .entries([])
        #expect(try Self.decode(Self.encode(descriptor)).dacl == .entries([]))
    }

    @Test("SIDs print and parse", arguments: ["S-1-1-0", "S-1-5-32-544", "S-1-22-1-1000", "S-1-5-21-1-2-3-4294967295", "S-1-5"])
    func parses(_ text: String) throws {
        #expect(try #require(SID(text)).description == text)
    }

    @Test(
        "what is no SID is refused",
        arguments: [
            "", "S-1", "S-2-5-1", "S-1-5-", "S-1-5-4294967296", "S-1-5-a", "S-1-281474976710656-1",
            "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16",
        ])
    func refuses(_ text: String) {
        #expect(SID(text) == nil)
    }
}
