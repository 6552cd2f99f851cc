// SPDX-License-Identifier: Apache-2.0
import Testing

/// One way to mount the share.
struct Mount: Sendable, CustomTestStringConvertible {
    let name: String
    let options: String
    let dialect: String

    var testDescription: String { "cifs.ko \(self.name)" }
    static let all = [
        Mount(name: "2.1", options: "vers=2.1", dialect: "2.1"),
        Mount(name: "3.0", options: "vers=3.0", dialect: "3.0"),
        Mount(name: "3.1.1", options: "vers=3.1.1", dialect: "3.1.1"),
        Mount(name: "3.0-sealed", options: "vers=3.0,seal", dialect: "3.0"),
        Mount(name: "3.1.1-sealed", options: "vers=3.1.1,seal", dialect: "3.1.1"),
        Mount(name: "signed", options: "vers=3.1.1,sec=ntlmsspi", dialect: "3.1.1"),
    ]
}
