// SPDX-License-Identifier: Apache-2.0
package import SMBAudit
package import SMBAuth
package import SMBSettings
package import SMBWire
import Synchronization

/// What all connections share. Settings, shares and names are snapshots that the edge replaces; the tables guard themselves.
package final class ServerState: Sendable {
    package let guid: GUID
    package let entropy: any Entropy
    package let clock: any WallClock
    package let sink: any EventSink
    package let sessions = SessionTable()
    package let opens = OpenTable()
    package let settings: Snapshot<Settings>
    package let shares: Snapshot<ShareTable>
    package let names: Snapshot<ServerIdentity>
    /// Nil: no keytab, no Kerberos.
    package let kerberos: Snapshot<KerberosService?>
    package let trials = TrialTable()

    package init(
        guid: GUID, settings: Settings, shares: ShareTable, names: ServerIdentity, entropy: any Entropy, clock: any WallClock,
        sink: any EventSink, kerberos: KerberosService? = nil
    ) {
        self.guid = guid
        self.settings = Snapshot(settings)
        self.shares = Snapshot(shares)
        self.names = Snapshot(names)
        self.kerberos = Snapshot(kerberos)
        self.entropy = entropy
        self.clock = clock
        self.sink = sink
    }

    /// Puts other shares in force, for those who are connected too.
    package func replace(_ shares: ShareTable) {
        self.shares.replace(shares)
        for row in self.sessions.all { row.mailbox.post(.sharesReplaced(session: row.id)) }
    }
}

/// A value that is read often and replaced whole.
package final class Snapshot<Value: Sendable>: Sendable {
    private let storage: Mutex<Value>
    package init(_ value: Value) { self.storage = Mutex(value) }
    package var value: Value { self.storage.withLock { $0 } }
    package func replace(_ value: Value) { self.storage.withLock { $0 = value } }
}

/// The names this server goes by: those it announces, and those it accepts in an SPN.
package struct ServerIdentity: Sendable {
    package var announced: ServerNames
    package var accepted: AcceptedNames
    package init(announced: ServerNames, accepted: AcceptedNames) {
        self.announced = announced
        self.accepted = accepted
    }
}
