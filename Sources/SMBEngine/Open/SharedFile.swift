// SPDX-License-Identifier: Apache-2.0

/// One file that is open at least once, or about to be removed: a row of `OpenTable`.
struct SharedFile: Sendable {
    /// How often it is open.
    var count = 0
    /// How many of those opens do more than look at attributes.
    var workingCount = 0
    var usage = ShareUsage()
    /// Where it was opened last.
    var place: OpenPlace?
    /// The open that the deletion was asked through. Its name goes when the last open does; it is kept until then.
    var condemned: OpenFile?
    var locks = ByteRangeLocks()
    var oplock = Oplock()
    /// Those who could not open it yet.
    var waiters: [OpenWaiter] = []
    var watchers: [Watcher] = []

    /// An open that watches this directory.
    struct Watcher: Sendable {
        /// `OpenRegistration.key`
        let owner: UInt64
        let token: Token
        let mailbox: any Mailbox

        func tell() { self.mailbox.post(.directoryCondemned(self.token)) }
    }

    /// The first to condemn the file keeps it. Returns who must hear of it.
    mutating func condemn(through file: OpenFile) -> [Watcher] {
        if self.condemned != nil { return [] }
        self.condemned = file
        return self.watchers
    }

    mutating func add(_ mode: ShareMode) {
        self.count += 1
        if !mode.looksOnly { self.workingCount += 1 }
        self.usage.add(mode)
    }

    mutating func remove(_ mode: ShareMode) {
        self.count -= 1
        if !mode.looksOnly { self.workingCount -= 1 }
        self.usage.remove(mode)
    }

    mutating func takeWaiters() -> [OpenWaiter] {
        if self.waiters.isEmpty { return [] }
        defer { self.waiters = [] }
        return self.waiters
    }
}

/// An open that waits until others let go of the file; then all of it is tried again.
struct OpenWaiter: Sendable {
    /// Takes it back: unique in the server.
    let ticket: UInt64
    let token: Token
    let mailbox: any Mailbox

    func tell() { self.mailbox.post(.mayTryAgain(self.token)) }
}
