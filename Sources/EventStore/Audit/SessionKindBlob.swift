// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth

/// The key of a kind of session as it is stored: the same key gives the same bytes, and a unique index over them finds its row.
///
/// Each version goes on where the one before ends, so rows of a former release are read with the rest unknown. Those of version 1 are
/// never written again: a client that comes back gets a new row, and the old one ages out. Version 3 is written for SMB1 alone, and what
/// version 2 holds of SMB2 stays as it is.
enum SessionKindBlob {
    private static let latest: UInt8 = 3

    private static func version(_ fact: LogonFact) -> UInt8 { fact.smb1 == nil ? 2 : Self.latest }

    static func encode(_ key: SessionKindKey) -> [UInt8] {
        self.encode(ClientIdentity(address: key.address, workstation: key.workstation), key.fact)
    }

    /// What differs from session to session of a kind, `sessionID`, `isReauthentication` and the client's GUID, is left out.
    static func encode(_ client: ClientIdentity, _ fact: LogonFact) -> [UInt8] {
        var writer = BlobWriter()
        writer.number(Self.version(fact))
        writer.text(client.address)
        writer.text(client.workstation)
        writer.text(fact.user)
        writer.text(fact.domain)
        writer.number(Self.code(fact.kind))
        writer.number(fact.dialect)
        writer.optional(fact.negotiateMode) { $0.number($1) }
        writer.number(fact.sessionSetupMode)
        writer.number(Self.code(fact.mechanism))
        writer.flag(fact.wrapping == .spnego)
        Self.write(fact.targetName, to: &writer)
        Self.write(fact.spn, to: &writer)
        writer.optional(fact.avFlags) { $0.number($1) }
        writer.flag(fact.hasMIC)
        writer.optional(fact.netname) { $0.text($1) }
        writer.number(fact.capabilities)
        writer.list(fact.ciphers) { $0.number($1) }
        writer.list(fact.signingAlgorithms) { $0.number($1) }
        writer.flag(fact.signingRequired)
        writer.flag(fact.refusedByLevel)
        Self.writeProtection(fact, to: &writer)
        if let claims = fact.smb1 { Self.write(claims, to: &writer) }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(BlobCorrupted) -> SessionKindKey {
        var reader = BlobReader(bytes)
        let version = try reader.number(UInt8.self)
        guard (1...Self.latest).contains(version) else { throw BlobCorrupted() }
        let client = ClientIdentity(address: try reader.text(), workstation: try reader.text())
        var fact = LogonFact(
            sessionID: 0, user: try reader.text(), domain: try reader.text(), kind: try Self.kind(try reader.number()),
            dialect: try reader.number(), negotiateMode: try reader.optional { (reader) throws(BlobCorrupted) in try reader.number() },
            sessionSetupMode: try reader.number(), mechanism: try Self.mechanism(try reader.number()),
            wrapping: try reader.flag() ? .spnego : .raw, targetName: try Self.readTargetName(from: &reader),
            spn: try Self.readVerdict(from: &reader),
            avFlags: try reader.optional { (reader) throws(BlobCorrupted) in try reader.number() },
            hasMIC: try reader.flag(), netname: try reader.optional { (reader) throws(BlobCorrupted) in try reader.text() },
            capabilities: try reader.number(), ciphers: try reader.list { (reader) throws(BlobCorrupted) in try reader.number() },
            signingAlgorithms: try reader.list { (reader) throws(BlobCorrupted) in try reader.number() },
            signingRequired: try reader.flag(), refusedByLevel: try reader.flag())
        if version >= 2 {
            try Self.readProtection(of: &fact, from: &reader)
        } else if fact.refusedByLevel {
            fact.refusal = .level
        }
        if version >= 3 { fact.smb1 = try Self.readClaims(from: &reader) }
        return SessionKindKey(client, fact)
    }
}

// MARK: What version 2 added

extension SessionKindBlob {
    private static func writeProtection(_ fact: LogonFact, to writer: inout BlobWriter) {
        writer.optional(fact.cipher) { $0.number($1) }
        writer.flag(fact.isEncrypted)
        writer.number(Self.code(fact.nameSource))
        writer.number(Self.code(fact.nameOrigin))
        writer.flag(fact.challengeWasRewritten)
        writer.optional(fact.protection) { $0.text($1.rawValue) }
        writer.optional(fact.refusal) { $0.text($1.rawValue) }
        writer.flag(fact.isTrial)
    }

    private static func readProtection(of fact: inout LogonFact, from reader: inout BlobReader) throws(BlobCorrupted) {
        fact.cipher = try reader.optional { (reader) throws(BlobCorrupted) in try reader.number() }
        fact.isEncrypted = try reader.flag()
        fact.nameSource = try Self.nameSource(try reader.number())
        fact.nameOrigin = try Self.nameOrigin(try reader.number())
        fact.challengeWasRewritten = try reader.flag()
        fact.protection = try reader.optional { (reader) throws(BlobCorrupted) in
            try Self.known(RelayProtection(rawValue: try reader.text()))
        }
        fact.refusal = try reader.optional { (reader) throws(BlobCorrupted) in
            try Self.known(LogonRefusal(rawValue: try reader.text()))
        }
        fact.isTrial = try reader.flag()
    }

    private static func known<Value>(_ value: Value?) throws(BlobCorrupted) -> Value {
        guard let value else { throw BlobCorrupted() }
        return value
    }
}

// MARK: What version 3 added

extension SessionKindBlob {
    private static func write(_ claims: SMB1Claims, to writer: inout BlobWriter) {
        writer.number(claims.negotiateFlags2)
        writer.number(claims.sessionSetupFlags2)
        writer.flag(claims.signingWasOffered)
        writer.flag(claims.signingWasRequired)
        writer.optional(claims.connectionKey) { $0.text($1.rawValue) }
        writer.flag(claims.followsAnotherUser)
    }

    private static func readClaims(from reader: inout BlobReader) throws(BlobCorrupted) -> SMB1Claims {
        SMB1Claims(
            negotiateFlags2: try reader.number(), sessionSetupFlags2: try reader.number(), signingWasOffered: try reader.flag(),
            signingWasRequired: try reader.flag(),
            connectionKey: try reader.optional { (reader) throws(BlobCorrupted) in
                try Self.known(SMB1Claims.KeyOwner(rawValue: try reader.text()))
            },
            followsAnotherUser: try reader.flag())
    }
}

// MARK: Codes, which are never reused

extension SessionKindBlob {
    private static func code(_ kind: LogonKind) -> UInt8 {
        switch kind {
        case .user: 0
        case .guest: 1
        case .anonymous: 2
        }
    }

    private static func kind(_ code: UInt8) throws(BlobCorrupted) -> LogonKind {
        switch code {
        case 0: .user
        case 1: .guest
        case 2: .anonymous
        default: throw BlobCorrupted()
        }
    }

    private static func code(_ mechanism: Mechanism) -> UInt8 {
        switch mechanism {
        case .ntlmv2: 0
        case .kerberos: 1
        case .anonymous: 2
        case .ntlmv1: 3
        }
    }

    private static func mechanism(_ code: UInt8) throws(BlobCorrupted) -> Mechanism {
        switch code {
        case 0: .ntlmv2
        case 1: .kerberos
        case 2: .anonymous
        case 3: .ntlmv1
        default: throw BlobCorrupted()
        }
    }

    private static func code(_ source: NameSource) -> UInt8 {
        switch source {
        case .attribute: 0
        case .authorizationData: 1
        case .ticket: 2
        }
    }

    private static func nameSource(_ code: UInt8) throws(BlobCorrupted) -> NameSource {
        switch code {
        case 0: .attribute
        case 1: .authorizationData
        case 2: .ticket
        default: throw BlobCorrupted()
        }
    }

    private static func code(_ origin: NameOrigin) -> UInt8 {
        switch origin {
        case .unknown: 0
        case .typed: 1
        case .echoed: 2
        }
    }

    private static func nameOrigin(_ code: UInt8) throws(BlobCorrupted) -> NameOrigin {
        switch code {
        case 0: .unknown
        case 1: .typed
        case 2: .echoed
        default: throw BlobCorrupted()
        }
    }

    private static func write(_ name: TargetName, to writer: inout BlobWriter) {
        switch name {
        case .absent:
            writer.number(0 as UInt8)
        case .unsupported:
            writer.number(1 as UInt8)
        case .untrusted(let text):
            writer.number(2 as UInt8)
            writer.text(text)
        case .empty:
            writer.number(3 as UInt8)
        case .present(let text):
            writer.number(4 as UInt8)
            writer.text(text)
        }
    }

    private static func readTargetName(from reader: inout BlobReader) throws(BlobCorrupted) -> TargetName {
        switch try reader.number(UInt8.self) {
        case 0: .absent
        case 1: .unsupported
        case 2: .untrusted(try reader.text())
        case 3: .empty
        case 4: .present(try reader.text())
        default: throw BlobCorrupted()
        }
    }

    private static func write(_ verdict: SPNVerdict, to writer: inout BlobWriter) {
        switch verdict {
        case .absent(let status):
            writer.number(0 as UInt8)
            writer.number(status)
        case .empty:
            writer.number(1 as UInt8)
        case .unrecognized(let spn, let classIsValid, let principalIsValid):
            writer.number(2 as UInt8)
            writer.text(spn)
            writer.flag(classIsValid)
            writer.flag(principalIsValid)
        case .accepted(let spn, let tolerances):
            writer.number(3 as UInt8)
            writer.text(spn)
            writer.list(tolerances) { $0.text($1.rawValue) }
        }
    }

    private static func readVerdict(from reader: inout BlobReader) throws(BlobCorrupted) -> SPNVerdict {
        switch try reader.number(UInt8.self) {
        case 0: .absent(status: try reader.number())
        case 1: .empty
        case 2: .unrecognized(spn: try reader.text(), classIsValid: try reader.flag(), principalIsValid: try reader.flag())
        case 3:
            .accepted(
                spn: try reader.text(),
                tolerances: try reader.list { (reader) throws(BlobCorrupted) in try Self.tolerance(try reader.text()) })
        default: throw BlobCorrupted()
        }
    }

    private static func tolerance(_ name: String) throws(BlobCorrupted) -> Tolerance {
        guard let tolerance = Tolerance(rawValue: name) else { throw BlobCorrupted() }
        return tolerance
    }
}
