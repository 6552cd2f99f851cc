// SPDX-License-Identifier: Apache-2.0
import CKerberos
import SMBAuth

extension Library {
    /// KERB_VALIDATION_INFO of the ticket's PAC, if the PAC is signed with the key of the service. [MS-PAC] 2.8.1
    ///
    /// A client may have its KDC put any authorization data into a ticket; only the KDC and this server know the key that signs.
    @unsafe func logonInformation(of ticket: krb5_ticket, _ sealed: krb5_enc_tkt_part, _ keys: [Keytab.Entry]) -> [UInt8]? {
        var found: UnsafeMutablePointer<UnsafeMutablePointer<krb5_authdata>?>?
        guard
            unsafe krb5_find_authdata(self.context, sealed.authorization_data, nil, krb5_authdatatype(KRB5_AUTHDATA_WIN2K_PAC), &found) == 0
        else { return nil }
        defer { unsafe krb5_free_authdata(self.context, found) }
        guard let element = unsafe found?[0]?.pointee else { return nil }
        var pac: krb5_pac?
        guard unsafe krb5_pac_parse(self.context, element.contents, Int(element.length), &pac) == 0, let pac = unsafe pac else {
            return nil
        }
        defer { unsafe krb5_pac_free(self.context, pac) }

        let encryption = unsafe ticket.enc_part.enctype
        let isSigned = keys.contains { entry in
            guard entry.encryption == encryption else { return false }
            let code = try? unsafe entry.withKeyblock { (key) throws(LibraryError) in
                var key = unsafe key
                return unsafe krb5_pac_verify(self.context, pac, sealed.times.authtime, sealed.client, &key, nil)
            }
            return code == 0
        }
        guard isSigned else { return nil }
        var information = unsafe krb5_data()
        guard unsafe krb5_pac_get_buffer(self.context, pac, UInt32(KRB5_PAC_LOGON_INFO), &information) == 0 else { return nil }
        defer { unsafe krb5_free_data_contents(self.context, &information) }
        return unsafe information.bytes
    }
}
