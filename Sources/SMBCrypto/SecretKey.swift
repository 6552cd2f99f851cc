// SPDX-License-Identifier: Apache-2.0

/// Key material: wiped when the last reference goes, compared in constant time, never printed.
package final class SecretKey: Sendable {
    private let memory: SecretMemory

    package init(_ bytes: [UInt8]) {
        self.memory = SecretMemory(copying: bytes.span)
    }

    package var count: Int { self.memory.count }

    package func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        self.memory.withBytes(body)
    }

    /// A copy for what must leave the process's care: a database row, a message sealed for the peer.
    package func copyBytes() -> [UInt8] {
        self.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    /// The first `count` bytes, with zeros after a shorter key. [MS-SMB2] 3.3.1.8
    package func prefix(_ count: Int) -> SecretKey {
        var bytes = [UInt8](self.copyBytes().prefix(count))
        bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        return SecretKey(bytes)
    }
}

extension SecretKey: Equatable {
    package static func == (left: SecretKey, right: SecretKey) -> Bool {
        left.withBytes { first in right.withBytes { second in LibCrypto.constantTimeEquals(first, second) } }
    }
}

extension SecretKey: CustomStringConvertible {
    package var description: String { "SecretKey(\(self.count) bytes)" }
}
