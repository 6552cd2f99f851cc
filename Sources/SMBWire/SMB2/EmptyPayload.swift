// SPDX-License-Identifier: Apache-2.0

extension WireWriter {
    /// An odd StructureSize counts the first byte of the variable part. Where that part is empty, requests and error responses have the
    /// byte all the same, and servers measure it; other responses leave it out, as Samba's do.
    mutating func padEmptyPayload(_ count: Int) {
        if count == 0 { self.u8(0) }
    }
}
