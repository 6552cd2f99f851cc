// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOPosix
import SMBAudit
import SMBAuth
import SMBEngine
import Synchronization

/// Where tickets wait to be proved.
///
/// A stranger may send them, and each costs a write that reaches the disk. So they have threads of their own and a bounded number of
/// places: a flood of them takes nothing from who reads and writes files.
final class TicketQueue: Sendable {
    private static let maximum = 64
    private static let maximumPerAddress = 8

    private let pool = NIOThreadPool(numberOfThreads: 2)
    private let places = ConnectionCounter()
    private let isBroken = Mutex(false)
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
        self.pool.start()
    }

    func shutDown() async {
        try? await self.pool.shutdownGracefully()
    }

    /// Answers exactly once, on any thread; not at all where nobody `isWaiting` any more when the ticket's turn comes.
    func submit(
        _ request: KerberosRequest, to acceptor: any KerberosAcceptor, from peer: Peer, isWaiting: @escaping @Sendable () -> Bool,
        answer: @escaping @Sendable (Result<KerberosAcceptance, KerberosFailure>) -> Void
    ) {
        let address = peer.address
        guard self.places.enter(address, maximum: Self.maximum, maximumPerAddress: Self.maximumPerAddress) else {
            self.logger.debug("ticket refused: too many wait", metadata: ["client": "\(address)"])
            return answer(.failure(KerberosFailure(.kerberosUnavailable, detail: "too many tickets wait")))
        }
        self.pool.submit { state in
            defer { self.places.leave(address) }
            // A pool that shuts down answers too, or the connection would wait for ever.
            guard case .active = state else { return answer(.failure(KerberosFailure(.kerberosUnavailable))) }
            guard isWaiting() else { return }
            let result: Result<KerberosAcceptance, KerberosFailure>
            do throws(KerberosFailure) {
                result = .success(try acceptor.accept(request))
                self.log(nil, address)
            } catch {
                result = .failure(error)
                self.log(error, address)
            }
            answer(result)
        }
    }

    /// Strangers decide how often tickets are refused, so that is not for the log of every day. Our own fault is, once: it ends with the
    /// next ticket that is taken, which no stranger has.
    private func log(_ failure: KerberosFailure?, _ address: String) {
        guard let failure else {
            if self.changes(toBroken: false) { self.logger.notice("tickets are taken again") }
            return
        }
        let isNews = failure.reason == .kerberosUnavailable && self.changes(toBroken: true)
        self.logger.log(
            level: isNews ? .error : .debug, "ticket refused",
            metadata: ["client": "\(address)", "reason": "\(failure.reason): \(failure.detail.printable)"])
    }

    private func changes(toBroken isBroken: Bool) -> Bool {
        self.isBroken.withLock { current in
            defer { current = isBroken }
            return current != isBroken
        }
    }
}
