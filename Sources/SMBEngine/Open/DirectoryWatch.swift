// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// A directory that is watched through one open, from its first CHANGE_NOTIFY until it closes. What happens between two requests is
/// kept, so that a client misses nothing. [MS-FSA] 2.1.5.11
final class DirectoryWatch {
    struct Request {
        let token: Token
        let limit: Int
    }

    /// Changes come with this token.
    let token: Token
    private let watch: any ChangeWatch
    /// Waiting for something to happen, the oldest first.
    private(set) var requests: [Request] = []
    private var missed: [FileChange] = []
    private var missedSize = 0
    /// More happened than is kept: the client must list the directory anew.
    private var hasOverflowed = false

    /// Bytes of changes that are kept for a client that is not asking.
    private static let maximumMissedSize = 64 << 10

    init(token: Token, watch: any ChangeWatch) {
        self.token = token
        self.watch = watch
    }

    var hasMissedAnything: Bool { self.hasOverflowed || !self.missed.isEmpty }

    func wait(_ request: Request) { self.requests.append(request) }
    func stopWaiting(_ token: Token) { self.requests.removeAll { $0.token == token } }

    /// An empty list says that too much happened.
    func add(_ changes: [FileChange]) {
        if changes.isEmpty { self.hasOverflowed = true }
        for change in changes where !self.hasOverflowed {
            self.missedSize += change.wireSize
            self.missed.append(change)
            if self.missedSize > Self.maximumMissedSize { self.hasOverflowed = true }
        }
        if self.hasOverflowed { self.forget() }
    }

    /// What was missed, for an answer of at most `limit` bytes. Empty: it doesn't fit, or is unknown.
    func takeMissed(limit: Int) -> [FileChange] {
        defer {
            self.forget()
            self.hasOverflowed = false
        }
        return self.hasOverflowed || self.missedSize > limit ? [] : self.missed
    }

    private func forget() {
        self.missed = []
        self.missedSize = 0
    }

    func cancel() { self.watch.cancel() }
}

extension FileChange {
    /// At most what its entry takes, padding included.
    fileprivate var wireSize: Int { 12 + self.name.utf16.count * 2 + 3 }
}
