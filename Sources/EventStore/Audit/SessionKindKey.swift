// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth

/// What makes two logons the same kind: everything that was observed but the session's number and the client's GUID, which many clients
/// draw anew for each process.
struct SessionKindKey: Hashable {
    let address: String
    let workstation: String
    let fact: LogonFact

    init(_ client: ClientIdentity, _ fact: LogonFact) {
        self.address = client.address
        self.workstation = client.workstation
        var fact = fact.asStored
        fact.sessionID = 0
        fact.isReauthentication = false
        self.fact = fact
    }
}

extension LogonFact {
    /// Without what the directory says of the user, which is the event's business. Its groups are many, and not for a queue to hold.
    var asStored: LogonFact {
        var fact = self
        fact.directoryAccount = nil
        return fact
    }

    /// Guests and anonymous clients prove nothing: what they say is a stranger's word.
    var isProven: Bool {
        switch self.kind {
        case .user: true
        case .guest, .anonymous: false
        }
    }
}
