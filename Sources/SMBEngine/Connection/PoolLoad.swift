// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// What one connection has with the pool. Credits alone would let a client have thousands of copies waiting there, or gigabytes read ahead of
/// what it takes. (CVE-2024-50285)
struct PoolLoad {
    private var requests = 0
    private var bytes = 0

    var isFull: Bool { self.requests >= ConnectionLimits.poolRequests || self.bytes >= ConnectionLimits.poolBytes }

    /// `size`: what stays in memory meanwhile, and what is read.
    mutating func begin(_ size: Int) {
        self.requests += 1
        self.bytes += size
    }

    mutating func end(_ size: Int) {
        self.requests -= 1
        self.bytes -= size
    }
}

extension ElementInProgress {
    /// The charge covers what is read.
    func load(in chain: RequestChain) -> Int { chain.frame.readableBytes + Int(max(self.header.creditCharge, 1)) * 65536 }
}
