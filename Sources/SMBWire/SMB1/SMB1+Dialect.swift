// SPDX-License-Identifier: Apache-2.0

extension SMB2.Dialect {
    /// NT LM 0.12 has no revision on the wire. This number stands for it wherever sessions of all dialects meet, and sorts before the others.
    package static let ntLanManager = SMB2.Dialect(rawValue: 0x0100)
}
