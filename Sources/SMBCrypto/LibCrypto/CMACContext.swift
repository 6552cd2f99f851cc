// SPDX-License-Identifier: Apache-2.0
import CLibcrypto

/// One AES-128-CMAC key with its context, used for message after message: RFC 4493, on libcrypto's CBC.
///
/// libcrypto has a CMAC, but that of version 3.0 makes a call per sixteen bytes and takes twice as long as CBC itself.
@safe final class CMACContext {
    private typealias Block = SIMD16<UInt8>

    private let context: OpaquePointer
    /// K1, which completes a full last block, then K2, which completes a padded one.
    private let subkeys: SecretMemory
    /// What came last, up to a whole block: a subkey goes into the end of the message, and this may be it.
    private var held = Block()
    private var heldCount = 0

    init(key: Span<UInt8>) {
        precondition(key.count == 16, "an AES-128 key has 16 bytes")
        guard let context = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        let done = unsafe key.withUnsafeBufferPointer {
            unsafe EVP_EncryptInit_ex2(context, LibCrypto.aes128CBC.pointer, $0.baseAddress, Self.noIV, nil)
        }
        precondition(done == 1, "EVP_EncryptInit_ex2")
        unsafe self.context = context
        let first = Self.doubled(unsafe Self.chain(Block(), context))
        let subkeys = (first, Self.doubled(first))
        self.subkeys = unsafe withUnsafeBytes(of: subkeys) { unsafe SecretMemory(copying: $0.bindMemory(to: UInt8.self).span) }
    }

    deinit { unsafe EVP_CIPHER_CTX_free(self.context) }

    /// Begins another message under the same key.
    func restart() {
        let done = unsafe EVP_EncryptInit_ex2(self.context, nil, nil, Self.noIV, nil)
        precondition(done == 1, "EVP_EncryptInit_ex2")
        self.heldCount = 0
    }

    func update(_ bytes: Span<UInt8>) {
        let rest = bytes.extracting(droppingFirst: self.hold(bytes))
        if rest.isEmpty { return }
        _ = unsafe Self.chain(self.held, self.context)
        let whole = (rest.count - 1) / 16 * 16
        _ = unsafe rest.extracting(first: whole).withUnsafeBytes { unsafe Self.chain($0, self.context) }
        self.heldCount = 0
        _ = self.hold(rest.extracting(droppingFirst: whole))
    }

    func finishTag() -> MessageTag {
        let isFull = self.heldCount == 16
        for index in self.heldCount..<16 { self.held[index] = index == self.heldCount ? 0x80 : 0 }
        self.subkeys.withBytes { keys in
            for index in 0..<16 { self.held[index] ^= keys[isFull ? index : index + 16] }
        }
        let tag = unsafe Self.chain(self.held, self.context)
        return unsafe withUnsafeBytes(of: tag) { unsafe MessageTag(firstBytesOf: $0.bindMemory(to: UInt8.self).span) }
    }

    /// Keeps as much as there is room for; returns how much that was.
    private func hold(_ bytes: Span<UInt8>) -> Int {
        let count = min(bytes.count, 16 - self.heldCount)
        for index in 0..<count { self.held[self.heldCount + index] = bytes[index] }
        self.heldCount += count
        return count
    }

    // MARK: The cipher

    private static let noIV = [UInt8](repeating: 0, count: 16)

    @unsafe private static func chain(_ block: Block, _ context: OpaquePointer) -> Block {
        unsafe withUnsafeBytes(of: block) { unsafe self.chain($0, context) }
    }

    /// Runs whole blocks through the cipher; the last block of what comes out.
    @unsafe private static func chain(_ bytes: UnsafeRawBufferPointer, _ context: OpaquePointer) -> Block {
        // Only the end of the ciphertext is wanted: a small buffer for it stays in the cache.
        unsafe withUnsafeTemporaryAllocation(byteCount: min(bytes.count, 4096), alignment: 16) { output in
            var start = 0
            var count: CInt = 0
            while start < bytes.count {
                let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + output.count, bytes.count)])
                let done = unsafe EVP_EncryptUpdate(context, output.baseAddress, &count, piece.baseAddress, CInt(piece.count))
                precondition(done == 1 && count == piece.count, "EVP_EncryptUpdate")
                start += piece.count
            }
            return count == 0 ? Block() : unsafe output.loadUnaligned(fromByteOffset: Int(count) - 16, as: Block.self)
        }
    }

    /// Multiplication by x in the field of RFC 4493, 2.3, in constant time.
    private static func doubled(_ block: Block) -> Block {
        var result = block &<< 1
        for index in 0..<15 { result[index] |= block[index + 1] >> 7 }
        result[15] ^= (block[0] >> 7) &* 0x87
        return result
    }
}
