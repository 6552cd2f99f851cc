// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import SMBWire

/// The first chunk is the client's token; what libkrb5 would have found inside the ticket are the chunks after it.
func fuzzTickets(_ bytes: [UInt8]) {
    let names = ServerNames(netbiosName: "SERVER", netbiosDomain: "SERVER", dnsName: "server.example", dnsDomain: "example")
    var authenticator = Authenticator(AuthenticatorConfiguration(names: names, kerberos: PrincipalRules(realm: "EXAMPLE")))
    var input = Chunks(bytes[...])
    let now = NTTime(unixSeconds: 1_767_225_600, nanoseconds: 0)
    let token = [UInt8](input.next() ?? [])
    _ = APRequest(token)
    var step = authenticator.receive(ByteBuffer(bytes: token), serverChallenge: Array(repeating: 0x5A, count: 8), now: now)

    let data = AuthorizationDatum(type: AuthorizationDatum.ifRelevant, data: [UInt8](input.next() ?? []))
    _ = ClientTarget([data]).targetName
    let checksum = [UInt8](input.next() ?? [])
    _ = GSSChecksum(checksum)
    let information = [UInt8](input.next() ?? [])
    _ = DirectoryAccount(logonInformation: information)
    let name = String(decoding: input.next() ?? [], as: UTF8.self)
    _ = PrincipalRules(realm: "EXAMPLE").match(KerberosPrincipal(components: [name], realm: "EXAMPLE"))

    guard case .acceptKerberos = step else { return }
    let acceptance = KerberosAcceptance(
        client: KerberosPrincipal(components: ["alice"], realm: "EXAMPLE"), sessionKey: SecretKey([UInt8](1...32)), reply: [0x6F, 0],
        ticketEnd: now, authorizationData: [data], checksum: checksum, logonInformation: information,
        mechanismMICs: MechanismMICs(server: [1], client: [[2]]))
    step = authenticator.resume(.success(acceptance))
    if case .lookUp = step { step = authenticator.resume(Example.credential) }
    guard case .reply = step else { return }
    _ = authenticator.receive(ByteBuffer(bytes: token), serverChallenge: Array(repeating: 0x5A, count: 8), now: now)
}
