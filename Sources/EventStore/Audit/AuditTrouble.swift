// SPDX-License-Identifier: Apache-2.0

/// What an administrator has to know about the store itself. It is said once for each change, not for each try.
package enum AuditTrouble: Hashable, Sendable {
    /// The store takes nothing; what comes waits in memory.
    case failing(reason: String)
    /// It takes records again.
    case recovered
    /// Records that could not be kept; the store holds an event that says so too.
    case lost(AuditLosses)
}
