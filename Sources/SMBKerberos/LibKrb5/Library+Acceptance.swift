// SPDX-License-Identifier: Apache-2.0
import CKerberos
import SMBAuth
import SMBCrypto
import SMBWire

extension Library {
    /// Proves an AP-REQ and makes the answer to it. RFC 4120, 3.2.3
    ///
    /// GSS-API's own acceptor is not used: it mixes the authenticator's authorization data with the ticket's, which the client does not
    /// seal for us, and what a relay must not be able to add is looked for here.
    func accept(_ request: KerberosRequest, with keys: [Keytab.Entry]) throws(LibraryError) -> KerberosAcceptance {
        var exchange: krb5_auth_context?
        try self.check(unsafe krb5_auth_con_init(self.context, &exchange))
        defer { unsafe _ = krb5_auth_con_free(self.context, exchange) }
        let flags = KRB5_AUTH_CONTEXT_DO_TIME | KRB5_AUTH_CONTEXT_DO_SEQUENCE | KRB5_AUTH_CONTEXT_USE_SUBKEY
        try self.check(unsafe krb5_auth_con_setflags(self.context, exchange, flags))

        var options: krb5_flags = 0
        var ticket: UnsafeMutablePointer<krb5_ticket>?
        try unsafe self.withKeytab(of: keys) { (keytab) throws(LibraryError) in
            try unsafe self.check(
                withData(request.message) { unsafe krb5_rd_req(self.context, &exchange, $0, nil, keytab, &options, &ticket) })
        }
        defer { unsafe krb5_free_ticket(self.context, ticket) }
        var authenticator: UnsafeMutablePointer<krb5_authenticator>?
        try self.check(unsafe krb5_auth_con_getauthenticator(self.context, exchange, &authenticator))
        defer { unsafe krb5_free_authenticator(self.context, authenticator) }
        guard let ticket = unsafe ticket?.pointee, let sealed = unsafe ticket.enc_part2?.pointee,
            let authenticator = unsafe authenticator?.pointee
        else { throw LibraryError(code: krb5_error_code(clamping: KRB5KRB_ERR_GENERIC), text: "a ticket without content") }
        guard let client = unsafe KerberosPrincipal(sealed.client)
        else { throw LibraryError(code: krb5_error_code(clamping: KRB5KRB_ERR_GENERIC), text: "a client whose name is not UTF-8") }
        try unsafe self.verifyChecksum(of: authenticator, exchange)

        let end = unsafe UInt32(bitPattern: sealed.times.endtime)
        try self.requireFuture(end)
        // Making the reply puts our subkey where the initiator's was.
        let initiators = try unsafe self.initiatorsKey(exchange, sealed)
        let reply = try unsafe self.reply(exchange, options, authenticator)
        let keyring = unsafe Keyring(initiators: initiators, acceptors: reply == nil ? nil : self.acceptorsKey(exchange))
        return unsafe KerberosAcceptance(
            client: client, sessionKey: SecretKey(keyring.current.bytes), reply: reply,
            ticketEnd: NTTime(unixSeconds: Int64(end), nanoseconds: 0),
            authorizationData: AuthorizationDatum.list(authenticator.authorization_data), checksum: authenticator.gssChecksum,
            logonInformation: self.logonInformation(of: ticket, sealed, keys),
            mechanismMICs: try self.mechanismMICs(over: request.mechanismList, exchange, authenticator, keyring))
    }

    /// The library leaves the checksum to whoever knows over what it is made. RFC 4120, 5.5.1
    ///
    /// GSS-API's is no sum but a record. Some clients send one of the session key over nothing, as MIT's acceptor takes it, and others none.
    @unsafe private func verifyChecksum(of authenticator: krb5_authenticator, _ exchange: krb5_auth_context?) throws(LibraryError) {
        guard let checksum = unsafe authenticator.checksum else { return }
        let modified = krb5_error_code(clamping: KRB5KRB_AP_ERR_MODIFIED)
        if let record = unsafe authenticator.gssChecksum {
            return try self.check(GSSChecksum(record) == nil ? modified : 0)
        }
        var key: UnsafeMutablePointer<krb5_keyblock>?
        try self.check(unsafe krb5_auth_con_getkey(self.context, exchange, &key))
        defer { unsafe krb5_free_keyblock(self.context, key) }
        var isValid: krb5_boolean = 0
        let code = unsafe withData([]) {
            unsafe krb5_c_verify_checksum(self.context, key, krb5_keyusage(KRB5_KEYUSAGE_AP_REQ_AUTH_CKSUM), $0, checksum, &isValid)
        }
        try self.check(code == 0 && isValid != 0 ? 0 : modified)
    }

    /// The library takes a ticket that ended less than the clock skew ago. Its session would have ended before it began.
    private func requireFuture(_ end: UInt32) throws(LibraryError) {
        var now: krb5_timestamp = 0
        try self.check(unsafe krb5_timeofday(self.context, &now))
        guard end <= UInt32(bitPattern: now) else { return }
        try self.check(krb5_error_code(clamping: KRB5KRB_AP_ERR_TKT_EXPIRED))
    }

    /// AP-REP with a subkey of ours, where mutual authentication was asked for: by the option, or by GSS-API's flag.
    @unsafe private func reply(
        _ exchange: krb5_auth_context?, _ options: krb5_flags, _ authenticator: krb5_authenticator
    ) throws(LibraryError) -> [UInt8]? {
        let wantsMutual = unsafe options & AP_OPTS_MUTUAL_REQUIRED != 0 || authenticator.gssFlags & 2 != 0
        guard wantsMutual else { return nil }
        var reply = unsafe krb5_data()
        try self.check(unsafe krb5_mk_rep(self.context, exchange, &reply))
        defer { unsafe krb5_free_data_contents(self.context, &reply) }
        return unsafe reply.bytes
    }

    private static let skew = KRB5KRB_AP_ERR_SKEW - ERROR_TABLE_BASE_krb5
    /// KERB-ERROR-DATA of type 2, without which Windows does not try again. [MS-KILE] 2.2.2, 3.2.5.8
    private static let skewRecovery: [UInt8] = [0x30, 5, 0xA1, 3, 2, 1, 2]

    /// A KRB-ERROR for a code that the protocol knows; nil for the library's own.
    func errorMessage(_ error: LibraryError, from service: KerberosPrincipal) -> [UInt8]? {
        let number = Int(error.code) - ERROR_TABLE_BASE_krb5
        guard (0..<128).contains(number) else { return nil }
        var fields = unsafe krb5_error()
        unsafe fields.error = UInt32(number)
        guard unsafe krb5_us_timeofday(self.context, &fields.stime, &fields.susec) == 0,
            unsafe krb5_parse_name(self.context, service.description, &fields.server) == 0
        else { return nil }
        defer { unsafe krb5_free_principal(self.context, fields.server) }
        var message = unsafe krb5_data()
        let code = unsafe withData(number == Self.skew ? Self.skewRecovery : []) { data in
            unsafe fields.e_data = data.pointee
            return unsafe krb5_mk_error(self.context, &fields, &message)
        }
        guard code == 0 else { return nil }
        defer { unsafe krb5_free_data_contents(self.context, &message) }
        return unsafe message.bytes
    }
}

/// Bytes as libkrb5 takes them, for the time of `body`; it only reads them.
@unsafe func withData<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<krb5_data>) -> Result) -> Result {
    var bytes = bytes
    return unsafe bytes.withUnsafeMutableBytes { bytes in
        var data = unsafe krb5_data()
        unsafe data.length = UInt32(clamping: bytes.count)
        unsafe data.data = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        return unsafe body(&data)
    }
}

extension krb5_authenticator {
    /// Of type 0x8003 only: another was made by a client that does not speak GSS-API, and says nothing.
    fileprivate var gssChecksum: [UInt8]? {
        guard let checksum = unsafe self.checksum?.pointee, unsafe checksum.checksum_type == 0x8003 else { return nil }
        guard let contents = unsafe checksum.contents else { return [] }
        return unsafe [UInt8](UnsafeBufferPointer(start: contents, count: Int(checksum.length)))
    }

    /// Behind length and bindings. RFC 4121, 4.1.1.1
    fileprivate var gssFlags: UInt8 {
        guard let checksum = unsafe self.gssChecksum, checksum.count >= 24 else { return 0 }
        return checksum[20]
    }
}

extension AuthorizationDatum {
    /// A list of pointers that ends with a null.
    @unsafe static func list(_ data: UnsafeMutablePointer<UnsafeMutablePointer<krb5_authdata>?>?) -> [AuthorizationDatum] {
        guard let data = unsafe data else { return [] }
        var list: [AuthorizationDatum] = []
        while let element = unsafe data[list.count]?.pointee {
            let bytes = unsafe element.contents.map { unsafe [UInt8](UnsafeBufferPointer(start: $0, count: Int(element.length))) }
            unsafe list.append(AuthorizationDatum(type: element.ad_type, data: bytes ?? []))
        }
        return list
    }
}
