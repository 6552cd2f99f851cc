// SPDX-License-Identifier: Apache-2.0
import CKerberos
import SMBAuth

/// The keys of one exchange: the one before the acceptor's subkey, and the one that is used from then on.
@safe struct Keyring {
    struct Key {
        var encryption: Int32
        var bytes: [UInt8]
    }

    var initiators: Key
    var acceptors: Key?

    var current: Key { self.acceptors ?? self.initiators }
}

extension Library {
    /// The initiator's subkey, else the ticket's session key. To be read before the reply is made.
    @unsafe func initiatorsKey(_ exchange: krb5_auth_context?, _ sealed: krb5_enc_tkt_part) throws(LibraryError) -> Keyring.Key {
        let subkey = unsafe self.key { unsafe krb5_auth_con_getrecvsubkey(self.context, exchange, $0) }
        let session = unsafe sealed.session.map { unsafe Keyring.Key($0.pointee) }
        guard let key = subkey ?? session else {
            throw LibraryError(code: krb5_error_code(clamping: KRB5KRB_AP_ERR_NOKEY), text: "a ticket without a key")
        }
        return key
    }

    /// The subkey that went out with the reply.
    @unsafe func acceptorsKey(_ exchange: krb5_auth_context?) -> Keyring.Key? {
        unsafe self.key { unsafe krb5_auth_con_getsendsubkey(self.context, exchange, $0) }
    }

    @unsafe private func key(
        _ read: (UnsafeMutablePointer<UnsafeMutablePointer<krb5_keyblock>?>) -> krb5_error_code
    ) -> Keyring.Key? {
        var block: UnsafeMutablePointer<krb5_keyblock>?
        guard unsafe read(&block) == 0, let found = unsafe block else { return nil }
        defer { unsafe krb5_free_keyblock(self.context, found) }
        return unsafe Keyring.Key(found.pointee)
    }

    /// Both sides' MIC tokens over a MechTypeList. Older encryptions have tokens of another form, which [MS-SPNG] 3.1.5.1 leaves out.
    @unsafe func mechanismMICs(
        over list: [UInt8]?, _ exchange: krb5_auth_context?, _ authenticator: krb5_authenticator, _ keyring: Keyring
    ) throws(LibraryError) -> MechanismMICs? {
        guard let list, keyring.current.isAES, keyring.initiators.isAES else { return nil }
        let clients = unsafe authenticator.seq_number
        var ours: krb5_int32 = 0
        try self.check(unsafe krb5_auth_con_getlocalseqnumber(self.context, exchange, &ours))
        // Without AP-REP there is no number of ours: both sides go on from the client's.
        let servers = keyring.acceptors == nil ? clients : UInt32(bitPattern: ours)
        let hasSubkey: UInt8 = keyring.acceptors == nil ? 0 : MICToken.acceptorSubkey
        let server = MICToken(flags: MICToken.sentByAcceptor | hasSubkey, number: servers, usage: MICToken.acceptorSign)
        var client = [
            try self.encode(MICToken(flags: 0, number: clients, usage: MICToken.initiatorSign), over: list, keyring.initiators)
        ]
        if let subkey = keyring.acceptors {
            let token = MICToken(flags: MICToken.acceptorSubkey, number: clients, usage: MICToken.initiatorSign)
            client.append(try self.encode(token, over: list, subkey))
        }
        return MechanismMICs(server: try self.encode(server, over: list, keyring.current), client: client)
    }

    private func encode(_ token: MICToken, over text: [UInt8], _ key: Keyring.Key) throws(LibraryError) -> [UInt8] {
        var bytes = key.bytes
        var checksum = unsafe krb5_checksum()
        defer { unsafe krb5_free_checksum_contents(self.context, &checksum) }
        let code: krb5_error_code = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            var block = unsafe krb5_keyblock()
            unsafe block.enctype = key.encryption
            unsafe block.length = UInt32(clamping: bytes.count)
            unsafe block.contents = bytes.baseAddress
            return unsafe withData(text + token.header) { unsafe krb5_c_make_checksum(self.context, 0, &block, token.usage, $0, &checksum) }
        }
        try self.check(code)
        guard let contents = unsafe checksum.contents else { return token.header }
        return unsafe token.header + UnsafeBufferPointer(start: contents, count: Int(checksum.length))
    }
}

/// The head of a MIC token. RFC 4121, 4.2.6.1
private struct MICToken {
    static let sentByAcceptor: UInt8 = 1
    static let acceptorSubkey: UInt8 = 4
    /// Key usages. RFC 4121, 2
    static let acceptorSign: krb5_keyusage = 23
    static let initiatorSign: krb5_keyusage = 25

    let flags: UInt8
    let number: UInt32
    let usage: krb5_keyusage

    var header: [UInt8] {
        let number = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(self.number) >> UInt64(56 - 8 * $0)) }
        return [4, 4, self.flags] + [UInt8](repeating: 0xFF, count: 5) + number
    }
}

extension Keyring.Key {
    @unsafe fileprivate init(_ block: krb5_keyblock) {
        unsafe self.init(encryption: block.enctype, bytes: block.bytes)
    }

    /// AES with SHA-1 (17, 18) or SHA-2 (19, 20).
    fileprivate var isAES: Bool { (17...20).contains(self.encryption) }
}
