// SPDX-License-Identifier: Apache-2.0
import Testing

/// One way to mount the share.
struct Mount: Sendable, CustomTestStringConvertible {
    let name: String
    let options: String
    let dialect: String
    /// Of a server that is to take it.
    var settings: [String] = []
    /// The events of its logon.
    var events: [ExpectedEvent] = [.noSPN()]

    var testDescription: String { "cifs.ko \(self.name)" }
    static let all = [
        Mount(name: "2.1", options: "vers=2.1", dialect: "2.1"),
        Mount(name: "3.0", options: "vers=3.0", dialect: "3.0"),
        Mount(name: "3.1.1", options: "vers=3.1.1", dialect: "3.1.1"),
        Mount(name: "3.0-sealed", options: "vers=3.0,seal", dialect: "3.0"),
        Mount(name: "3.1.1-sealed", options: "vers=3.1.1,seal", dialect: "3.1.1"),
        Mount(
            name: "1.0", options: "vers=1.0", dialect: "NT LM 0.12", settings: ["SMB1=1"], events: [.noSPN(), .smb1Unsigned()]),
        Mount(name: "1.0-signed", options: "vers=1.0,sec=ntlmsspi", dialect: "NT LM 0.12", settings: ["SMB1=1"]),
        Mount(name: "signed", options: "vers=3.1.1,sec=ntlmsspi", dialect: "3.1.1"),
    ]
}
