// SPDX-License-Identifier: Apache-2.0
import EventStore
import Glibc
import SMBAuth
import SMBKerberos
import SMBSettings

/// What is configured of Kerberos.
struct KerberosPlan: Hashable, Sendable {
    var keytab: String
    var realm: String?
    /// Principals that are users of this server under another name, or of another realm.
    var users: [String: String] = [:]
    var requiresPAC = false
}

extension KerberosPlan {
    /// Nil where nothing asks for Kerberos.
    init?(_ section: ServeFile.KerberosSection, keytab: String?) throws(CommandFailure) {
        guard let keytab = keytab ?? section.keytab else {
            guard section == ServeFile.KerberosSection() else {
                throw CommandFailure(
                    "use Kerberos", because: "[kerberos] names no keytab", remedy: "name one as `keytab` there, or with --keytab")
            }
            return nil
        }
        self.init(keytab: keytab, realm: section.realm, users: section.users, requiresPAC: section.requiresPAC)
    }

    /// Reads the keytab. One that cannot serve is a mistake to mend: without it every ticket would be refused.
    func service() throws(CommandFailure) -> KerberosService {
        do throws(KeytabProblem) {
            let keytab = try Keytab(reading: self.keytab)
            let rules = PrincipalRules(
                realm: try keytab.realm(configured: self.realm), users: self.users, requiresPAC: self.requiresPAC)
            return KerberosService(acceptor: TicketAcceptor(keytab), principals: rules)
        } catch {
            throw CommandFailure("use the keytab \(self.keytab)", because: error.description, remedy: error.remedy)
        }
    }

    /// Has libkrb5 remember authenticators in the state, where a restart finds them again, instead of a folder that all may write to.
    /// What the environment says already is kept.
    static func keepReplayCache(in state: StateDirectory) {
        unsafe _ = setenv("KRB5RCACHENAME", "file2:" + state.replayCache, 0)
    }
}
