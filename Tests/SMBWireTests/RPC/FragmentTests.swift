// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

/// What smbclient 4.17 and smbd said to each other over `srvsvc`, and libsmb2's way to ask the same.
enum GoldenRPC {
    static let bind = """
        05000b03100000004800000001000000b810b810000000000100000000000100
        c84f324b7016d30112785a47bf6ee18803000000045d888aeb1cc9119fe808002b10486002000000
        """
    static let bindAck = """
        05000c03100000004400000001000000b810b8106cf200000d005c706970655c7372767376630000
        0100000000000000045d888aeb1cc9119fe808002b10486002000000
        """
    static let shareEnum = """
        05000003100000005c000000020000004400000000000f00
        00000200 0a000000000000000a0000003100320037002e0030002e0030002e0031000000
        0100000001000000040002000000000000000000ffffffff0800020000000000
        """
    static let shareEnumOfLibsmb2 = """
        05000003100000006c000000030000005400000000000f00
        55707472 1100000000000000110000005c005c003100320037002e0030002e0030002e0031003a00340034003400350000000000
        0000000000000000557074720000000000000000ffffffff5570747200000000
        """
}

@Suite("RPC fragments") struct FragmentTests {
    private static func golden(
        _ name: String, _ hex: String, _ recode: @escaping @Sendable (RPC.Fragment, inout WireWriter) throws -> Void
    ) -> GoldenValue {
        GoldenValue(name, hex) { bytes in
            var reader = WireReader(bytes)
            var fragment = try RPC.Fragment(decoding: &reader)
            var writer = WireWriter()
            try recode(fragment, &writer)
            fragment.body = writer.buffer
            return fragment.encoded
        }
    }

    private static let goldens = [
        golden("bind", GoldenRPC.bind) { fragment, writer in
            var reader = WireReader(fragment.body)
            try RPC.Bind(decoding: &reader).encode(into: &writer)
        },
        golden("bind_ack", GoldenRPC.bindAck) { fragment, writer in
            var reader = WireReader(fragment.body)
            try RPC.BindAck(decoding: &reader).encode(into: &writer)
        },
        golden("request", GoldenRPC.shareEnum) { fragment, writer in
            var reader = WireReader(fragment.body)
            try RPC.Request(decoding: &reader, hasObject: fragment.flags.contains(.objectUUID)).encode(into: &writer)
        },
        golden("fault", "05000303 10000000 20000000 07000000 00000000 0100 0000 0300011c 00000000") { fragment, writer in
            var reader = WireReader(fragment.body)
            try RPC.Fault(decoding: &reader).encode(into: &writer)
        },
        golden("bind_nak", "05000d03 10000000 15000000 07000000 0800 01 05 00") { fragment, writer in
            var reader = WireReader(fragment.body)
            try RPC.BindNak(decoding: &reader).encode(into: &writer)
        },
    ]

    @Test("the golden bytes are written as they were read", arguments: goldens)
    func roundTrips(_ golden: GoldenValue) throws {
        #expect(try golden.reencode(golden.bytes) == golden.bytes)
    }

    @Test("every prefix is refused", arguments: goldens)
    func refusesEveryPrefix(_ golden: GoldenValue) {
        for prefix in golden.prefixes {
            #expect(throws: WireError.self, "\(prefix.readableBytes) bytes") { _ = try golden.reencode(prefix) }
        }
    }

    @Test("damaged bytes are refused or read, and never trap", arguments: goldens)
    func survivesDamage(_ golden: GoldenValue) {
        for damaged in golden.damaged(500) { _ = try? golden.reencode(damaged) }
    }
}
