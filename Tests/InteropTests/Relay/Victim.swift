// SPDX-License-Identifier: Apache-2.0
import Testing

/// A client on its way to the rogue, by the name that its user was made to type.
struct Victim: Sendable, CustomTestStringConvertible {
    /// The rogue's name: no other server goes by it.
    static let rogue = "rogue.example"

    let name: String
    let command: @Sendable (_ roguePort: Int) -> [String]
    /// What the target must say of the name that the logon carries, at this hardening level.
    let namedAs: @Sendable (_ level: Int) -> [ExpectedEvent]

    /// What the target takes for its protection: a name that it believes was typed.
    var protection: String?

    var testDescription: String { self.name }

    /// Samba's client puts the name that was typed into the response, and covers the exchange with a MIC.
    static let smbclient = Victim(name: "smbclient, which names what was typed", command: Self.smbclient(to: Self.rogue)) {
        [.unrecognized("cifs/\(Self.rogue)", level: $0)]
    }
    /// Its user typed the right name, and somebody forged the resolver's answer: what it names is the target.
    static let misled = Victim(
        name: "smbclient, which was sent astray", command: Self.smbclient(to: SignetServer.name), namedAs: { _ in [] }, protection: "spn")
    static let smbprotocol = Victim(name: "smbprotocol, which names what was typed", command: Self.python("smbprotocol", "0210")) {
        [.unrecognized("cifs/\(Self.rogue)", level: $0)]
    }
    static let pysmb = Victim(name: "pysmb, which names nothing", command: Self.python("pysmb")) { [.noSPN(level: $0)] }
    static let impacket = Victim(name: "impacket, which names what the challenge says", command: Self.python("impacket", "0210")) { _ in []
    }
    static let all = [smbclient, misled, smbprotocol, pysmb, impacket]

    private static func smbclient(to name: String) -> @Sendable (_ roguePort: Int) -> [String] {
        { port in
            [
                "smbclient", "-s", "/dev/null", "//\(name)/\(SignetServer.share)", "-I", "127.0.0.1", "-p", "\(port)", "-U",
                "\(SignetServer.user)%\(SignetServer.password)", "-c", "ls",
            ]
        }
    }

    private static func python(_ library: String, _ dialect: String? = nil) -> @Sendable (_ roguePort: Int) -> [String] {
        { port in
            [
                Checkout.python, "\(Checkout.peers)/session.py", library, "--host", Self.rogue, "--address", "127.0.0.1", "--port",
                "\(port)", "--share", SignetServer.share, "--user", SignetServer.user,
            ] + (dialect.map { ["--dialect", $0] } ?? [])
        }
    }
}
