// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What somebody who opens a file is going to do with it.
struct OpenCandidate {
    /// How it is judged: OVERWRITE writes, whatever access was asked for.
    let asked: ShareMode
    /// What is counted once it is open.
    let mode: ShareMode
    let overwrites: Bool
    /// Those who have the file open are the same process, and in a mode that lets it have it again.
    let ignoresSharing: Bool
    /// Leaves others' oplocks alone, whatever it does.
    var keepsOplocks = false
    var oplock: OplockWish?
    /// Nil: it can't wait.
    var patience: Patience?

    /// An oplock that an open would like to have, and where its holder hears of the break.
    struct OplockWish {
        let level: OplockLevel
        let takesLevelII: Bool
        let token: Token
        let mailbox: any Mailbox
    }

    struct Patience {
        let token: Token
        let mailbox: any Mailbox
        /// Waits for others to close what they don't share as well.
        var outwaitsSharing: Bool
    }

    init(_ mode: ShareMode) {
        self.asked = mode
        self.mode = mode
        self.overwrites = false
        self.ignoresSharing = false
    }

    /// `intent` is what the open is about to do besides what it was granted.
    init(access: AccessMask, sharing: ShareAccess, intent: AccessMask = [], oplock: OplockWish? = nil, ignoresSharing: Bool = false) {
        self.asked = ShareMode(access: access.union(intent), sharing: sharing)
        self.mode = ShareMode(access: access, sharing: sharing)
        self.overwrites = !intent.isDisjoint(with: .writeData)
        self.oplock = oplock
        self.ignoresSharing = ignoresSharing
    }
}

enum OpenAdmission: Sendable {
    case registered(OpenRegistration, OplockLevel)
    /// Another client has the file; `OpenWaiter.tell` says when to try again. The ticket takes that back.
    case waiting(ticket: UInt64, for: Obstacle)

    enum Obstacle: Sendable { case oplock, sharing }
}
