// SPDX-License-Identifier: Apache-2.0
import CLibcrypto

/// Bytes outside Swift's arrays, so that no copy-on-write leaves a second one behind; wiped when they go.
struct SecretMemory: ~Copyable, Sendable {
    /// The address as a number: what it points to is written by `init` and never again.
    private let address: UInt
    let count: Int

    init(copying bytes: Span<UInt8>) {
        guard let memory = unsafe CRYPTO_zalloc(max(bytes.count, 1), #file, #line) else { preconditionFailure("out of memory") }
        unsafe bytes.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { unsafe memory.copyMemory(from: start, byteCount: source.count) }
        }
        self.address = UInt(bitPattern: memory)
        self.count = bytes.count
    }

    deinit {
        unsafe CRYPTO_clear_free(UnsafeMutableRawPointer(bitPattern: self.address), max(self.count, 1), #file, #line)
    }

    func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let bytes = unsafe UnsafeBufferPointer(start: UnsafePointer<UInt8>(bitPattern: self.address), count: self.count)
        return unsafe body(bytes.span)
    }
}
