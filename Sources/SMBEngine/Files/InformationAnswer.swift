// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What a file or filesystem says of itself in one information class: how it is written, and how much of it is the least that makes sense.
struct InformationAnswer {
    /// Bytes of the class's fixed part, as a C compiler lays it out: padding at its end and the first character of a name included.
    /// [MS-FSCC] 2.4, 2.5
    let fixedSize: Int
    let encode: (inout WireWriter) -> Void

    init(_ fixedSize: Int, _ encode: @escaping (inout WireWriter) -> Void) {
        self.fixedSize = fixedSize
        self.encode = encode
    }
}
