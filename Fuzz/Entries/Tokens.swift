// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import SMBWire

func fuzzTokens(_ bytes: [UInt8]) {
    let names = ServerNames(netbiosName: "SERVER", netbiosDomain: "SERVER", dnsName: "server.example", dnsDomain: "example")
    var authenticator = Authenticator(AuthenticatorConfiguration(names: names, allowsAnonymous: bytes.first.map { $0 & 1 == 1 } ?? false))
    var input = Chunks(bytes.dropFirst())
    let now = NTTime(unixSeconds: 1_767_225_600, nanoseconds: 0)
    while let token = input.next() {
        var step = authenticator.receive(ByteBuffer(bytes: token), serverChallenge: Array(repeating: 0x5A, count: 8), now: now)
        if case .lookUp = step { step = authenticator.resume(Example.credential) }
        if case .reply = step { continue }
        return
    }
}
