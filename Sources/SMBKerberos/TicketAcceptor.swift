// SPDX-License-Identifier: Apache-2.0
import CKerberos
package import SMBAuth

/// Proves tickets with MIT's libkrb5 and a keytab.
package struct TicketAcceptor: KerberosAcceptor {
    private let keytab: Keytab

    package init(_ keytab: Keytab) { self.keytab = keytab }

    package func accept(_ request: KerberosRequest) throws(KerberosFailure) -> KerberosAcceptance {
        let library: Library
        do throws(LibraryError) { library = try Library() } catch { throw KerberosFailure(.kerberosUnavailable, detail: error.text) }
        do throws(LibraryError) {
            return try library.accept(request, with: self.keytab.entries)
        } catch {
            let service = self.keytab.entries.first?.service
            throw KerberosFailure(
                AuthenticationFailure.Reason(error), message: service.flatMap { library.errorMessage(error, from: $0) }, detail: error.text)
        }
    }
}

extension AuthenticationFailure.Reason {
    fileprivate init(_ error: LibraryError) {
        self =
            switch Int(error.code) {
            case KRB5KRB_AP_ERR_SKEW: .clockSkew
            case KRB5KRB_AP_ERR_TKT_EXPIRED: .ticketExpired
            case KRB5KRB_AP_ERR_TKT_NYV: .ticketNotYetValid
            case KRB5KRB_AP_ERR_REPEAT: .ticketReplayed
            case KRB5KRB_AP_ERR_NOT_US, KRB5KRB_AP_WRONG_PRINC, KRB5KRB_AP_ERR_NOKEY, KRB5KRB_AP_ERR_BADKEYVER, KRB5_KT_NOTFOUND,
                KRB5_KT_KVNONOTFOUND:
                .ticketForAnother
            case Int(KRB5_RC_IO), Int(KRB5_RC_IO_EOF), Int(KRB5_RC_IO_MALLOC), Int(KRB5_RC_IO_PERM), Int(KRB5_RC_IO_SPACE),
                Int(KRB5_RC_IO_UNKNOWN):
                .kerberosUnavailable
            // Errors of the system: the replay cache cannot be opened or written.
            case 1..<4096: .kerberosUnavailable
            default: .ticketInvalid
            }
    }
}
