// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBWire

/// A trial's result as it is stored.
enum TrialBlob {
    private static let version: UInt8 = 1

    static func encode(_ client: ClientIdentity, _ fact: TrialFact) -> [UInt8] {
        var writer = BlobWriter()
        writer.number(Self.version)
        writer.text(client.address)
        writer.text(client.workstation)
        writer.optional(client.clientGUID) { $0.data($1.bytes) }
        // The number of a session means nothing later; that there was one does.
        writer.flag(fact.isProven)
        writer.text(fact.user)
        writer.text(fact.domain)
        writer.number(fact.dialect)
        writer.optional(fact.negotiateMode) { $0.number($1) }
        writer.number(fact.sessionSetupMode)
        switch fact.outcome {
        case .signed(let requests):
            writer.flag(true)
            writer.number(requests)
        case .failed(let failure):
            writer.flag(false)
            writer.text(failure.rawValue)
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8], at time: NTTime) throws(BlobCorrupted) -> TrialResult {
        var reader = BlobReader(bytes)
        guard try reader.number(UInt8.self) == Self.version else { throw BlobCorrupted() }
        let client = ClientIdentity(
            address: try reader.text(), workstation: try reader.text(),
            clientGUID: try reader.optional { (reader) throws(BlobCorrupted) in try reader.data() }.flatMap { GUID(bytes: $0) })
        let fact = TrialFact(
            sessionID: try reader.flag() ? 1 : 0, user: try reader.text(), domain: try reader.text(), dialect: try reader.number(),
            negotiateMode: try reader.optional { (reader) throws(BlobCorrupted) in try reader.number() },
            sessionSetupMode: try reader.number(), outcome: try Self.readOutcome(from: &reader))
        return TrialResult(client: client, fact: fact, time: time)
    }

    private static func readOutcome(from reader: inout BlobReader) throws(BlobCorrupted) -> TrialOutcome {
        if try reader.flag() { return .signed(requests: try reader.number()) }
        guard let failure = TrialFailure(rawValue: try reader.text()) else { throw BlobCorrupted() }
        return .failed(failure)
    }
}
