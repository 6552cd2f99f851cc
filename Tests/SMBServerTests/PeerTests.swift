// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBServer
import Testing

@Suite("Peer") struct PeerTests {
    @Test(
        "its address is plain text, an IPv4-mapped one as IPv4",
        arguments: [
            ("192.0.2.7", Peer(address: "192.0.2.7", port: 50445, isLoopback: false)),
            ("::ffff:192.0.2.7", Peer(address: "192.0.2.7", port: 50445, isLoopback: false)),
            ("::ffff:127.0.0.1", Peer(address: "127.0.0.1", port: 50445, isLoopback: true)),
            ("127.1.2.3", Peer(address: "127.1.2.3", port: 50445, isLoopback: true)),
            ("::1", Peer(address: "::1", port: 50445, isLoopback: true)),
            ("2001:db8::1", Peer(address: "2001:db8::1", port: 50445, isLoopback: false)),
        ])
    func addressIsPlain(_ text: String, _ peer: Peer) throws {
        #expect(Peer(try SocketAddress(ipAddress: text, port: 50445)) == peer)
    }

    @Test func withoutAnAddressItIsNoLoopbackPeer() {
        #expect(Peer(nil) == Peer(address: "", isLoopback: false))
    }
}
