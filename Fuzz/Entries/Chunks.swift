// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBCrypto

/// Cuts the fuzzer's bytes into pieces: two bytes of length, little-endian, then as many bytes as there are.
struct Chunks {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.rest = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let low = self.rest.popFirst(), let high = self.rest.popFirst() else { return nil }
        let chunk = self.rest.prefix(Int(low) | Int(high) << 8)
        self.rest = self.rest.dropFirst(chunk.count)
        return chunk
    }
}

enum Example {
    static let credential = Credential(
        userName: "alice", ntHash: SecretKey(NTHash.of(password: "Passw0rd!")), relativeIdentifier: 1000)
}
