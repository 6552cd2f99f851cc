// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc

/// What the service manager says: SIGTERM and SIGINT end the server, SIGHUP has it read its settings again.
final class Signals {
    enum Signal: Sendable { case terminate, reload }

    let stream: AsyncStream<Signal>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Signal.self)
        self.stream = stream
        self.sources = [(SIGTERM, Signal.terminate), (SIGINT, .terminate), (SIGHUP, .reload)].map { number, meaning in
            _ = signal(number, SIG_IGN)  // The default would end the process before the source sees it.
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(meaning) }
            source.resume()
            return source
        }
        _ = signal(SIGPIPE, SIG_IGN)
    }
}
