// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import SMBWire
import Support

extension AuthenticatorConfiguration {
    static let test = AuthenticatorConfiguration(
        names: ServerNames(netbiosName: "FILES", netbiosDomain: "EXAMPLE", dnsName: "files.example", dnsDomain: "example"))

    static var testWithAnonymous: AuthenticatorConfiguration {
        var configuration = AuthenticatorConfiguration.test
        configuration.allowsAnonymous = true
        return configuration
    }
}

extension Credential {
    static func alice(password: String = "secret", isEnabled: Bool = true) -> Credential {
        Credential(
            userName: "alice", ntHash: SecretKey(NTHash.of(password: password)), relativeIdentifier: 1001, isEnabled: isEnabled)
    }
}

extension Authenticator {
    /// Receives with the time and the challenge that all tests use.
    mutating func receive(_ token: [UInt8]) -> AuthenticationStep {
        self.receive(
            ByteBuffer(bytes: token), serverChallenge: [1, 2, 3, 4, 5, 6, 7, 8], now: NTTime(unixSeconds: 1_700_000_000, nanoseconds: 0))
    }
}

extension AuthenticationStep {
    var logon: AuthenticatedLogon? { if case .accepted(let logon, _) = self { logon } else { nil } }
    var failure: AuthenticationFailure? { if case .failed(let failure, _) = self { failure } else { nil } }
    var query: CredentialQuery? { if case .lookUp(let query) = self { query } else { nil } }
    var token: [UInt8]? {
        switch self {
        case .reply(let token), .accepted(_, let token), .retry(_, let token): token
        case .lookUp, .acceptKerberos, .failed: nil
        }
    }
}

/// Plays a logon to its end: our client against our acceptor.
struct Exchange {
    var client: SPNEGOClient
    var authenticator: Authenticator
    /// How many tokens the client sent.
    private(set) var legs = 0

    init(_ ntlm: NTLMClient, wrapping: TokenWrapping = .spnego, configuration: AuthenticatorConfiguration = .test) {
        self.client = SPNEGOClient(ntlm, wrapping: wrapping)
        self.authenticator = Authenticator(configuration)
    }

    mutating func run(_ credential: Credential? = .alice()) throws -> AuthenticationStep {
        var step = self.send(self.client.begin())
        while true {
            switch step {
            case .reply(let token): step = self.send(try self.client.answer(token))
            case .lookUp: step = self.authenticator.resume(credential)
            case .accepted(_, let token):
                try self.client.finish(token)
                return step
            case .failed, .acceptKerberos, .retry: return step
            }
        }
    }

    private mutating func send(_ token: [UInt8]) -> AuthenticationStep {
        self.legs += 1
        return self.authenticator.receive(token)
    }

    /// The result of a whole logon with the right password.
    static func logon(_ ntlm: NTLMClient, wrapping: TokenWrapping = .spnego) throws -> AuthenticationStep {
        var exchange = Exchange(ntlm, wrapping: wrapping)
        return try exchange.run()
    }
}

extension NTLMClient {
    static var alice: NTLMClient { NTLMClient(user: "alice", password: "secret") }

    func with(_ change: (inout NTLMClient) -> Void) -> NTLMClient {
        var copy = self
        change(&copy)
        return copy
    }
}
