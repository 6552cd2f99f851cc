// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What one open does with a file, and what it lets others do meanwhile. [MS-FSA] 2.1.5.1.2.2
struct ShareMode: Hashable, Sendable {
    private static let reading: AccessMask = [.readData, .execute]
    private static let writing: AccessMask = [.writeData, .appendData]

    /// What the open does, in terms of what others may share.
    let uses: ShareAccess
    let shares: ShareAccess
    /// Opens that only look at attributes, or change them, disturb nobody.
    let takesPart: Bool
    /// Asks only for what can be seen of a file without reading it. Such an open breaks no oplock. [MS-FSA] 2.1.5.1.2
    let looksOnly: Bool

    private static let looking: AccessMask = [.readAttributes, .writeAttributes, .readControl, .synchronize]

    init(access: AccessMask, sharing: ShareAccess) {
        var uses: ShareAccess = []
        if !access.isDisjoint(with: Self.reading) { uses.insert(.read) }
        if !access.isDisjoint(with: Self.writing) { uses.insert(.write) }
        if access.contains(.delete) { uses.insert(.delete) }
        self.uses = uses
        self.shares = sharing
        self.takesPart = uses != []
        self.looksOnly = access.isSubset(of: Self.looking)
    }

    private init(keeping shares: ShareAccess) {
        self.uses = []
        self.shares = shares
        self.takesPart = true
        self.looksOnly = true
    }

    /// What the open of a stream means for its file: it neither reads nor writes it, but may not let it be deleted. [MS-FSA] 2.1.5.1.2.2
    var ofStreamForItsFile: ShareMode {
        ShareMode(keeping: self.takesPart && !self.shares.contains(.delete) ? [.read, .write] : .all)
    }
}

/// All share modes of one file added up, so that the next open is judged at once, however many there are.
struct ShareUsage: Sendable {
    /// Opens that use a right, and opens that don't share it.
    private struct Counts {
        var users = 0
        var refusers = 0
    }

    private var reading = Counts()
    private var writing = Counts()
    private var deleting = Counts()

    init() {}
    init(_ mode: ShareMode) { self.add(mode) }

    func excludes(_ mode: ShareMode) -> Bool {
        guard mode.takesPart else { return false }
        return Self.excludes(mode, .read, self.reading) || Self.excludes(mode, .write, self.writing)
            || Self.excludes(mode, .delete, self.deleting)
    }

    private static func excludes(_ mode: ShareMode, _ right: ShareAccess, _ counts: Counts) -> Bool {
        (mode.uses.contains(right) && counts.refusers > 0) || (!mode.shares.contains(right) && counts.users > 0)
    }

    mutating func add(_ mode: ShareMode) { self.change(mode, by: 1) }
    mutating func remove(_ mode: ShareMode) { self.change(mode, by: -1) }

    private mutating func change(_ mode: ShareMode, by step: Int) {
        guard mode.takesPart else { return }
        Self.change(&self.reading, mode, .read, by: step)
        Self.change(&self.writing, mode, .write, by: step)
        Self.change(&self.deleting, mode, .delete, by: step)
    }

    private static func change(_ counts: inout Counts, _ mode: ShareMode, _ right: ShareAccess, by step: Int) {
        if mode.uses.contains(right) { counts.users += step }
        if !mode.shares.contains(right) { counts.refusers += step }
    }
}
