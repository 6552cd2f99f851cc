// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOPosix

/// Notices when the host gets another name, or an address comes or goes.
///
/// Both are told by the kernel at once; the domain, which only the name service knows, is looked up again with either and when asked to.
package final class HostWatch: Sendable {
    /// What the host is called now, each time that this changes. Who is slow gets the newest only.
    package let changes: AsyncStream<HostNames>
    /// Whether the kernel tells of addresses. Where it may not, `lookAgain` is the only way to news.
    package let hearsOfAddresses: Bool
    private let news: HostNews
    /// A thread of its own: the name service may take its time.
    private let thread = NIOThreadPool(numberOfThreads: 1)

    /// - Parameter names: What the host was called before; what is different by now is the first change.
    package init(beginningWith names: HostNames) {
        let news = HostNews()
        let (changes, continuation) = AsyncStream.makeStream(of: HostNames.self, bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        self.hearsOfAddresses = news.hearsOfAddresses
        self.news = news
        self.thread.start()
        self.thread.submit { state in
            if case .active = state { Self.report(news, after: names) { continuation.yield($0) } }
            continuation.finish()
        }
    }

    deinit { self.stop() }

    /// Asks the system again, the name service too.
    package func lookAgain() { self.news.raise(.look) }

    package func stop() {
        self.news.raise(.stop)
        self.thread.shutdownGracefully { _ in }
    }

    private static func report(_ news: HostNews, after first: HostNames, to change: (HostNames) -> Void) {
        var known = first
        func note(_ names: HostNames) {
            guard names != known else { return }
            known = names
            change(names)
        }
        repeat {
            // Addresses need no name service, so they don't wait for it.
            var names = known
            names.addresses = HostNames.currentAddresses()
            note(names)
            note(HostNames.current(after: known))
        } while news.wait() == .look
    }
}
