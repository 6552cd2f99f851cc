// SPDX-License-Identifier: Apache-2.0
import CKerberos

/// One context of libkrb5. Threads may not share one, and it is cheap beside a ticket's proof, so each use has its own.
@safe final class Library {
    let context: krb5_context

    init() throws(LibraryError) {
        var context: krb5_context?
        let code = unsafe krb5_init_context(&context)
        guard code == 0, let context = unsafe context else { throw LibraryError(code: code, text: "libkrb5 cannot start: error \(code)") }
        unsafe self.context = context
    }

    deinit { unsafe krb5_free_context(self.context) }

    func check(_ code: krb5_error_code) throws(LibraryError) {
        guard code != 0 else { return }
        throw LibraryError(code: code, text: self.message(code))
    }

    private func message(_ code: krb5_error_code) -> String {
        guard let text = unsafe krb5_get_error_message(self.context, code) else { return "error \(code)" }
        defer { unsafe krb5_free_error_message(self.context, text) }
        return unsafe String(cString: text)
    }
}

/// What libkrb5 says is wrong.
struct LibraryError: Error {
    let code: krb5_error_code
    let text: String
}

extension krb5_data {
    var bytes: [UInt8] {
        guard let data = unsafe self.data else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: Int(self.length)))
    }

    /// Nil for what is not UTF-8: repaired, two names could look like one.
    var text: String? { unsafe String(validating: self.bytes, as: UTF8.self) }
}

extension krb5_keyblock {
    var bytes: [UInt8] {
        guard let contents = unsafe self.contents else { return [] }
        return unsafe [UInt8](UnsafeBufferPointer(start: contents, count: Int(self.length)))
    }
}
