// SPDX-License-Identifier: Apache-2.0

/// An error as clients without SMB_FLAGS2_NT_STATUS understand it: a class and a code. [MS-CIFS] 2.2.2.4
package struct DOSError: Hashable, Sendable {
    package enum Class: UInt8, Sendable { case success = 0, dos = 1, server = 2, hardware = 3 }

    package let errorClass: Class
    package let code: UInt16

    package init(_ errorClass: Class, _ code: UInt16) {
        self.errorClass = errorClass
        self.code = code
    }

    /// As the header's Status field carries it.
    package var rawValue: UInt32 { UInt32(self.code) &<< 16 | UInt32(self.errorClass.rawValue) }
}

extension DOSError {
    /// ERRSRV / ERRerror where nothing better is known.
    package init(_ status: NTStatus) { self = status == .success ? DOSError(.success, 0) : DOSError(.server, 1) }
}
