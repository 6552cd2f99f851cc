// SPDX-License-Identifier: Apache-2.0
import CKerberos
import SMBAuth
import SMBCrypto

extension Library {
    /// Every key of a keytab.
    func entries(ofKeytab name: String) throws(LibraryError) -> [Keytab.Entry] {
        var keytab: krb5_keytab?
        try self.check(unsafe krb5_kt_resolve(self.context, name, &keytab))
        defer { unsafe _ = krb5_kt_close(self.context, keytab) }
        var cursor: krb5_kt_cursor?
        try self.check(unsafe krb5_kt_start_seq_get(self.context, keytab, &cursor))
        defer { unsafe _ = krb5_kt_end_seq_get(self.context, keytab, &cursor) }
        var entries: [Keytab.Entry] = []
        while true {
            var entry = unsafe krb5_keytab_entry()
            let code = unsafe krb5_kt_next_entry(self.context, keytab, &entry, &cursor)
            if Int(code) == KRB5_KT_END { return entries }
            try self.check(code)
            if let found = unsafe Keytab.Entry(entry) { entries.append(found) }
            unsafe _ = krb5_free_keytab_entry_contents(self.context, &entry)
        }
    }

    /// Puts keys where `krb5_rd_req` looks for them, and calls `body` with the place.
    @unsafe func withKeytab<Result>(
        of entries: [Keytab.Entry], _ body: (krb5_keytab) throws(LibraryError) -> Result
    ) throws(LibraryError) -> Result {
        var generator = SystemRandomNumberGenerator()
        var keytab: krb5_keytab?
        // The library shares tables in memory by their names between all threads, so each use has a name of its own.
        try self.check(unsafe krb5_kt_resolve(self.context, "MEMORY:signet-" + String(generator.next(), radix: 16), &keytab))
        guard let keytab = unsafe keytab else { throw LibraryError(code: 0, text: "no keytab in memory") }
        defer { unsafe _ = krb5_kt_close(self.context, keytab) }
        for entry in entries { try unsafe self.add(entry, to: keytab) }
        return try unsafe body(keytab)
    }

    @unsafe private func add(_ entry: Keytab.Entry, to keytab: krb5_keytab) throws(LibraryError) {
        var added = unsafe krb5_keytab_entry()
        try self.check(unsafe krb5_parse_name(self.context, entry.service.description, &added.principal))
        defer { unsafe krb5_free_principal(self.context, added.principal) }
        unsafe added.vno = entry.version
        try unsafe entry.withKeyblock { (key) throws(LibraryError) in
            unsafe added.key = key
            try self.check(unsafe krb5_kt_add_entry(self.context, keytab, &added))
        }
    }
}

extension Keytab.Entry {
    @unsafe fileprivate init?(_ entry: krb5_keytab_entry) {
        guard let service = unsafe KerberosPrincipal(entry.principal) else { return nil }
        unsafe self.init(
            service: service, version: entry.vno, encryption: entry.key.enctype,
            key: SecretKey(entry.key.bytes))
    }

    /// The key as libkrb5 wants to see it, for the time of `body`.
    @unsafe func withKeyblock<Result>(_ body: (krb5_keyblock) throws(LibraryError) -> Result) throws(LibraryError) -> Result {
        var bytes = self.key.copyBytes()
        let count = bytes.count
        let outcome: Swift.Result<Result, LibraryError> = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            var key = unsafe krb5_keyblock()
            unsafe key.enctype = self.encryption
            unsafe key.length = UInt32(clamping: count)
            unsafe key.contents = bytes.baseAddress
            do throws(LibraryError) { return .success(try unsafe body(key)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}

extension KerberosPrincipal {
    /// Nil for a name that is not UTF-8.
    @unsafe init?(_ principal: krb5_principal?) {
        guard let principal = unsafe principal?.pointee, let realm = unsafe principal.realm.text else { return nil }
        var components: [String] = []
        for index in unsafe 0..<max(Int(principal.length), 0) {
            guard let component = unsafe principal.data[index].text else { return nil }
            components.append(component)
        }
        self.init(components: components, realm: realm)
    }
}
