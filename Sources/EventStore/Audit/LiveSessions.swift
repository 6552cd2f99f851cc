// SPDX-License-Identifier: Apache-2.0

/// Which kind each live session is of, so that its signature counts find their row when it ends. A class, because a batch reads it and a
/// commit changes it: a value would be copied whole for each batch.
final class LiveSessions {
    private var kinds: [UInt64: Int64] = [:]
    /// Beyond this the counts of further sessions are not kept; their logons are.
    private static let maximum = 262_144

    func apply(_ changes: [(session: UInt64, kind: Int64?)]) {
        for (session, kind) in changes {
            if kind == nil {
                self.kinds[session] = nil
            } else if self.kinds.count < Self.maximum || self.kinds[session] != nil {
                self.kinds[session] = kind
            }
        }
    }

    subscript(_ session: UInt64) -> Int64? { self.kinds[session] }
}
