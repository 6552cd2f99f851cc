// SPDX-License-Identifier: Apache-2.0

/// An IPv4 or IPv6 address as its bytes. An IPv4-mapped address is the IPv4 address: to a client they are one server.
package struct IPAddress: Hashable, Sendable {
    /// Four bytes or sixteen, in network order.
    package let bytes: [UInt8]

    /// Takes 4 or 16 bytes; any other count is no address.
    package init?(bytes: [UInt8]) {
        switch bytes.count {
        case 4:
            self.bytes = bytes
        case 16:
            self.bytes = bytes.starts(with: Self.mappedPrefix) ? Array(bytes[12...]) : bytes
        default:
            return nil
        }
    }

    package var isIPv4: Bool { self.bytes.count == 4 }

    /// 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        self.isIPv4 ? self.bytes[0] == 127 : self.bytes.dropLast().allSatisfy { $0 == 0 } && self.bytes[15] == 1
    }

    /// 0.0.0.0 or ::, which a listener may have and nobody may be called by.
    package var isUnspecified: Bool { self.bytes.allSatisfy { $0 == 0 } }

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
}
