// SPDX-License-Identifier: Apache-2.0
import SMBAuth
package import SMBWire

/// One row of the store: sessions of a client that were alike, counted. Proven logons only.
package struct SessionKind: Hashable, Sendable {
    package var client: ClientIdentity
    /// The logon's facts. What differs from session to session (`sessionID`, `isReauthentication`) means nothing here.
    package var logon: LogonFact
    package var firstSeen: NTTime
    package var lastSeen: NTTime
    package var count: Int
    /// The sum over those sessions that have ended, or whose counts were flushed.
    package var signatures: SignatureCounts

    package init(
        client: ClientIdentity, logon: LogonFact, firstSeen: NTTime, lastSeen: NTTime, count: Int = 1, signatures: SignatureCounts = .zero
    ) {
        self.client = client
        self.logon = logon
        self.logon.sessionID = 0
        self.logon.isReauthentication = false
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.count = count
        self.signatures = signatures
    }
}

extension SessionKind {
    /// The kind in words, as reasons name it.
    var label: String {
        let who = self.logon.user.isEmpty ? self.logon.kind.label : "user \(self.logon.user)"
        let guest = self.logon.kind == .guest ? " as guest" : ""
        let times = self.count == 1 ? "once" : "\(self.count) times"
        return
            "\(DialectName.of(self.logon.dialect)), \(self.logon.mechanism.label), \(who)\(guest), \(times), last \(Timestamp.plain(self.lastSeen))"
    }
}
