// SPDX-License-Identifier: Apache-2.0
import Testing

/// One row of the table: a real client, how it is called, and what the server must have seen of it.
struct ClientCase: Sendable, CustomTestStringConvertible {
    /// How the client's own work is judged.
    enum Proof: Sendable {
        /// It wrote, read back, renamed and deleted; `kept.bin` on the share equals what it was given (`one.bin`).
        case copiedFile
        /// It did the same with data of its own making, and printed the SHA-256 of `kept.bin`.
        case printedDigest
        /// It fetched a file that lay on the share (`lent.bin`), and what it has equals it.
        case fetchedFile
        /// It printed each of these.
        case printed([String])
        /// It was turned away, and said so by its exit status.
        case refused
    }

    let name: String
    let command: @Sendable (SignetServer) -> [String]
    var proof = Proof.copiedFile
    /// What its own work is where it is let in; nil where `proof` says it.
    var work: Proof?
    /// Whether it logs on with a ticket, so that a KDC has to be there.
    var hasTicket = false
    /// Server settings besides the two audits, as `--set` takes them.
    var settings: [String] = []
    /// Behind the share's path, as `--share` takes them.
    var shareOptions = ""
    /// The dialect that must have been agreed; nil where no session came to be.
    var dialect: String?
    /// Whether the record has to say that it cannot sign.
    var signingBreaks = false
    /// Every event of the kinds that this table judges: no more, no fewer.
    var events: [ExpectedEvent] = []

    var testDescription: String { self.name }
    static let all = smbclient + refusals + others + rpc + python + encryption + smb1
}

/// An event id and those of its fields that the table pins down.
struct ExpectedEvent: Sendable, CustomStringConvertible {
    /// The ids that this table judges; others (a refusal's 551, say) may be there or not.
    static let judged = Set([1001, 1003, 3000] + Array(3021...3027))

    let id: Int
    let fields: [String: JSONValue]

    func describes(_ event: AuditRecord.Event) -> Bool {
        event.id == self.id && self.fields.allSatisfy { event.fields[$0.key] == $0.value }
    }
    var description: String { "\(self.id) \(self.fields)" }

    static let clientName = JSONValue.string(#"\\127.0.0.1"#)

    /// 3021: the client says nowhere that it can sign.
    static let noSigning = ExpectedEvent(
        id: 3021, fields: ["ClientName": Self.clientName, "UserName": .string(SignetServer.user), "ServerRequiresSigning": .boolean(false)])

    /// The ids that say something of a name.
    static let ofNames: Set = [3024, 3025, 3026]

    /// 3024: the client sent no SPN. SEC_E_TARGET_UNKNOWN says that nothing came.
    static func noSPN(level: Int = 0) -> ExpectedEvent {
        ExpectedEvent(
            id: 3024,
            fields: ["ClientName": self.clientName, "Status": .string("0x80090303"), "SPNValidationPolicy": .number(level)])
    }

    /// 3025: the client meant another server.
    static func unrecognized(_ spn: String, level: Int = 0) -> ExpectedEvent {
        ExpectedEvent(
            id: 3025,
            fields: [
                "ClientName": self.clientName, "SPN": .string(spn), "ServiceClassIsValid": .boolean(true),
                "PrincipalNameIsValid": .boolean(false), "SPNValidationPolicy": .number(level),
            ])
    }

    /// 3022: the client can't encrypt, for the reason that `type` numbers.
    static func cannotEncrypt(_ type: Int, isRequired: Bool) -> ExpectedEvent {
        ExpectedEvent(
            id: 3022,
            fields: [
                "ClientName": self.clientName, "ServerRequiresEncryption": .boolean(isRequired),
                "SmbClientDoesNotSupportEncryptionType": .number(type),
            ])
    }

    /// 1003: access without encryption was refused, to a share or, where none is named, to the server.
    static func unencrypted(share: String = "") -> ExpectedEvent {
        ExpectedEvent(
            id: 1003, fields: ["ClientName": self.clientName, "UserName": .string(SignetServer.user), "ShareName": .string(share)])
    }

    /// 1001: somebody who speaks nothing newer than SMB1.
    static let smb1Refused = ExpectedEvent(id: 1001, fields: [:])
}
