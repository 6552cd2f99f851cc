// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// What one connection has with the pool. Credits alone would let a client have thousands of copies waiting there, or gigabytes read ahead of
/// what it takes. (CVE-2024-50285)
struct PoolLoad {
    private var requests = 0
    private var bytes = 0

    var isFull: Bool { self.requests >= ConnectionLimits.poolRequests || self.bytes >= ConnectionLimits.poolBytes }

    mutating func begin(_ chain: RequestChain, _ element: ElementInProgress) {
        self.requests += 1
        self.bytes += Self.size(chain, element)
    }

    mutating func end(_ chain: RequestChain, _ element: ElementInProgress) {
        self.requests -= 1
        self.bytes -= Self.size(chain, element)
    }

    /// The frame stays in memory meanwhile, and the charge covers what is read.
    private static func size(_ chain: RequestChain, _ element: ElementInProgress) -> Int {
        chain.frame.readableBytes + Int(max(element.header.creditCharge, 1)) * 65536
    }
}
