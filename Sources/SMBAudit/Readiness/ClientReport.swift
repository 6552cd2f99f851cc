// SPDX-License-Identifier: Apache-2.0
import SMBSettings
package import SMBWire

/// One client in `signet clients`: an address together with the workstation name that it gave.
package struct ClientReport: Hashable, Sendable {
    package let client: String
    package let workstation: String
    /// What the client called this server, from SPNs and netname contexts.
    package let names: [String]
    package let users: [String]
    package let dialects: [String]
    package let clientGUIDs: [String]
    package let firstSeen: NTTime
    package let lastSeen: NTTime
    package let sessions: Int
    package let signing: Finding
    /// Judged as if an SPN were required: level 2.
    package let spn: Finding
    package let encryption: Finding
    package let advice: String
}

extension ClientReport {
    /// The reports of all clients in these kinds, the worst first, then by address.
    package static func reports(_ kinds: [SessionKind], trials: [TrialResult] = []) -> [ClientReport] {
        let signing = SigningReadiness(kinds, trials: trials)
        return Self.clients(kinds).compactMap { ClientReport($0, signing) }.sorted { left, right in
            let worst = (left.worst, right.worst)
            if worst.0 != worst.1 { return worst.0 > worst.1 }
            return (left.client, left.workstation) < (right.client, right.workstation)
        }
    }

    /// The kinds of each client.
    static func clients(_ kinds: [SessionKind]) -> [[SessionKind]] {
        struct Client: Hashable {
            let address: String
            let workstation: HostName
        }
        return Dictionary(grouping: kinds) { Client(address: $0.client.address, workstation: HostName($0.client.workstation)) }.values
            .sorted { Self.order($0) < Self.order($1) }
    }

    private static func order(_ kinds: [SessionKind]) -> (String, String) {
        (kinds.first?.client.address ?? "", kinds.first?.client.workstation ?? "")
    }

    private init?(_ kinds: [SessionKind], _ readiness: SigningReadiness) {
        guard let latest = kinds.max(by: { $0.lastSeen < $1.lastSeen }),
            let firstSeen = kinds.map(\.firstSeen).min(),
            let signing = Finding.worst(of: kinds, readiness.judge),
            let spn = Finding.worst(of: kinds, { SPNReadiness.judge($0, at: .required) }),
            let encryption = Finding.worst(of: kinds, EncryptionReadiness().judge)
        else { return nil }
        self.client = latest.client.address
        self.workstation = latest.client.workstation
        self.names = Self.unique(kinds.flatMap { [$0.logon.netname, $0.logon.spn.spn.map { ServicePrincipalName($0).host }] })
        self.users = Self.unique(kinds.map { $0.logon.user.isEmpty ? nil : $0.logon.user })
        self.dialects = Set(kinds.map(\.logon.dialect)).sorted().map(DialectName.of)
        self.clientGUIDs = Self.unique(kinds.map { $0.client.clientGUID?.description })
        self.firstSeen = firstSeen
        self.lastSeen = latest.lastSeen
        self.sessions = kinds.reduce(0) { $0 &+ $1.count }
        self.signing = signing.finding.naming(signing.kind)
        self.spn = spn.finding.naming(spn.kind)
        self.encryption = encryption.finding.naming(encryption.kind)
        self.advice = Self.unique([signing.finding.advice, spn.finding.advice]).joined(separator: " ")
    }

    /// Encryption is not asked of anybody yet, so it does not order the list.
    private var worst: Verdict { max(self.signing.verdict, self.spn.verdict) }

    /// In order of first appearance, without empty ones. A client may have used thousands of names; a report shows some.
    static func unique(_ texts: [String?]) -> [String] {
        var seen: Set<[UInt8]> = []
        return texts.compactMap { $0 }.filter { !$0.isEmpty && seen.count < 100 && seen.insert(Array($0.utf8)).inserted }
    }
}
