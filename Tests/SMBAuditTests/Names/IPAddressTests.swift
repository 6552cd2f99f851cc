// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import Testing

@Suite("IP addresses as text") struct IPAddressTests {
    @Test(
        "every text form has one canonical form (RFC 5952)",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("127.0.0.1", "127.0.0.1"),
            ("::", "::"), ("::1", "::1"), ("0:0:0:0:0:0:0:1", "::1"), ("2001:db8::1", "2001:db8::1"), ("2001:DB8::1", "2001:db8::1"),
            ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"), ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"), ("fe80::1%eth0", "fe80::1"), ("[fe80::1%eth0]", "fe80::1"), ("fe80::1%1", "fe80::1"),
            ("::ffff:192.0.2.7", "192.0.2.7"), ("::ffff:c000:207", "192.0.2.7"), ("[::FFFF:192.0.2.7]", "192.0.2.7"),
            ("0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            // The first longest run of two or more.
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
            ("1::", "1::"), ("1:0:0:0:0:0:0:8", "1::8"), ("fe80:0:0:0:0202:B3FF:FE1E:8329", "fe80::202:b3ff:fe1e:8329"),
        ])
    func canonical(_ text: String, _ canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
    }

    @Test(
        "texts that are no address",
        arguments: [
            "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3", "1.2.3.4 ", "+1.2.3.4", "1.2.3.-4",
            "１.2.3.4", "0x7f.0.0.1", "2130706433", "[127.0.0.1]", "127.0.0.1%lo", ":", ":::", "1:::2", "::1::", "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", ":1::2", "1::2:", "12345::", "g::1", "::1%", "[::1", "::1]",
            "[]",
            "[::1]x", "::1.2.3", "::1.2.3.4:5", "1.2.3.4::", "::%eth0%", "1:2:3:4:5:6:7:1.2.3.4", "host", "::1\u{301}",
        ])
    func refused(_ text: String) {
        // A zone may hold anything but nothing: that is the one text here that is an address.
        if text == "::%eth0%" { return #expect(IPAddress(text)?.description == "::") }
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "loopback",
        arguments: [
            ("127.0.0.1", true), ("127.255.0.3", true), ("::1", true), ("::ffff:127.0.0.1", true), ("128.0.0.1", false), ("::2", false),
            ("1::1", false), ("::", false),
        ])
    func loopback(_ text: String, _ expected: Bool) throws {
        #expect(try #require(IPAddress(text)).isLoopback == expected)
    }

    @Test("other counts of bytes are no address", arguments: [0, 3, 5, 15, 17])
    func byteCounts(_ count: Int) {
        #expect(IPAddress(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }

    @Test func aTextWithoutEndIsRefusedBeforeItIsRead() {
        #expect(IPAddress(String(repeating: "0:", count: 100_000)) == nil)
    }
}
