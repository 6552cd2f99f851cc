// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import SMBWire
import Synchronization

/// Locks by folder, held from the look at a name to the change of it, so that two clients of this server cannot create `A` and `a` at once,
/// and a removal looks at the very file it removes.
final class NamespaceLocks: Sendable {
    final class Stripe: Sendable {
        fileprivate let number: Int
        private let mutex = Mutex(())

        fileprivate init(number: Int) { self.number = number }

        func withLock<Result: Sendable>(_ body: () throws(NTStatus) -> Result) throws(NTStatus) -> Result {
            try self.mutex.withLock { _ throws(NTStatus) -> Result in try body() }
        }
    }

    private let stripes: [Stripe] = (0..<64).map(Stripe.init)

    func stripe(of folder: FileIdentity) -> Stripe { self.stripes[Int(truncatingIfNeeded: folder.file & 63)] }

    /// Two folders at once, always in the same order.
    func withLocks<Result: Sendable>(
        _ first: FileIdentity, _ second: FileIdentity, _ body: () throws(NTStatus) -> Result
    ) throws(NTStatus) -> Result {
        let (first, second) = (self.stripe(of: first), self.stripe(of: second))
        if first === second { return try first.withLock(body) }
        let (outer, inner) = first.number < second.number ? (first, second) : (second, first)
        return try outer.withLock { () throws(NTStatus) -> Result in try inner.withLock(body) }
    }
}
