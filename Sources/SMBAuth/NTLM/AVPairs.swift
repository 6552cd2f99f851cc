// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// What is odd about an attribute list.
package struct AVPairAnomalies: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// An attribute stands there more than once.
    package static let duplicate = AVPairAnomalies(rawValue: 1)
    /// The target name has half a UTF-16 unit too much.
    package static let oddLength = AVPairAnomalies(rawValue: 2)
    /// Something other than zeros follows the end mark.
    package static let afterEnd = AVPairAnomalies(rawValue: 4)
    /// The list stops without an end mark, or within a pair.
    package static let unterminated = AVPairAnomalies(rawValue: 8)
    /// The list was cut at the most pairs that are looked at.
    package static let tooMany = AVPairAnomalies(rawValue: 16)
}

/// A sequence of AV_PAIR. [MS-NLMP] 2.2.2.1
package struct AVPairs: Hashable, Sendable {
    package struct Identifier: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let end = Identifier(rawValue: 0)
        package static let netbiosComputerName = Identifier(rawValue: 1)
        package static let netbiosDomainName = Identifier(rawValue: 2)
        package static let dnsComputerName = Identifier(rawValue: 3)
        package static let dnsDomainName = Identifier(rawValue: 4)
        package static let dnsTreeName = Identifier(rawValue: 5)
        package static let flags = Identifier(rawValue: 6)
        package static let timestamp = Identifier(rawValue: 7)
        package static let targetName = Identifier(rawValue: 9)
        package static let channelBindings = Identifier(rawValue: 10)
    }

    package struct Pair: Hashable, Sendable {
        package var identifier: Identifier
        package var value: [UInt8]

        package init(_ identifier: Identifier, _ value: [UInt8]) {
            self.identifier = identifier
            self.value = value
        }

        package init(_ identifier: Identifier, text: String) {
            self.init(identifier, NTLMText.bytes(text))
        }
    }

    /// In the order of the wire, without the end mark.
    package var pairs: [Pair]
    package private(set) var anomalies: AVPairAnomalies = []

    package init(_ pairs: [Pair] = []) { self.pairs = pairs }

    /// The first of its kind, which is the one that counts.
    package subscript(_ identifier: Identifier) -> [UInt8]? {
        self.pairs.first { $0.identifier == identifier }?.value
    }
}

extension AVPairs {
    /// Eleven are defined. A longer list is cut, so that looking through it stays cheap.
    private static let maximumPairs = 64

    /// Never fails: a list that breaks off is what it was up to there, and says so.
    package init(decoding bytes: ArraySlice<UInt8>) {
        self.init()
        var rest = bytes
        while self.pairs.count < Self.maximumPairs, let (identifier, length) = Self.header(rest) {
            rest = rest.dropFirst(4)
            if identifier == .end {
                if rest.contains(where: { $0 != 0 }) { self.anomalies.insert(.afterEnd) }
                return
            }
            guard length <= rest.count else { break }
            if self[identifier] != nil { self.anomalies.insert(.duplicate) }
            if identifier == .targetName, !length.isMultiple(of: 2) { self.anomalies.insert(.oddLength) }
            self.pairs.append(Pair(identifier, [UInt8](rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        self.anomalies.insert(.unterminated)
        if self.pairs.count == Self.maximumPairs { self.anomalies.insert(.tooMany) }
    }

    private static func header(_ bytes: ArraySlice<UInt8>) -> (Identifier, length: Int)? {
        guard bytes.count >= 4 else { return nil }
        let start = bytes.startIndex
        let identifier = UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8
        let length = Int(bytes[start + 2]) | Int(bytes[start + 3]) << 8
        return (Identifier(rawValue: identifier), length)
    }

    package func encoded() -> [UInt8] {
        var writer = WireWriter()
        for pair in self.pairs + [Pair(.end, [])] {
            writer.u16(pair.identifier.rawValue)
            writer.u16(UInt16(clamping: pair.value.count))
            writer.bytes(pair.value)
        }
        return [UInt8](writer.buffer.readableBytesView)
    }
}

// MARK: What a client says through them

extension AVPairs {
    package enum ClientFlags {
        package static let hasMIC: UInt32 = 0x2
        package static let untrustedTargetName: UInt32 = 0x4
    }

    /// MsvAvFlags, nil when absent. All occurrences together: a relay that slipped a harmless one in front must not switch the MIC off.
    package var clientFlags: UInt32? {
        let values = self.pairs.filter { $0.identifier == .flags }.map { pair in
            pair.value.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        return values.isEmpty ? nil : values.reduce(0, |)
    }

    package var channelBindings: ChannelBindings {
        guard let value = self[.channelBindings] else { return .absent }
        return value.allSatisfy { $0 == 0 } ? .zero : .present
    }

    /// In bytes. A longer name is no host's; as a whole it would be a burden to every record that repeats it.
    private static let maximumTargetName = 2048

    /// Trustworthy only once the proof that covers these pairs was verified.
    package var clientTargetName: TargetName {
        // What stands behind an end mark, or beyond the cut, may be the client's own words, pushed there by a list that a relay planted in
        // the challenge. Then no name can be told, and what is reported matches nothing.
        guard self.anomalies.isDisjoint(with: [.afterEnd, .tooMany]) else { return .present("unreadable attributes") }
        let values = self.pairs.filter { $0.identifier == .targetName }.map(\.value)
        if let long = values.first(where: { $0.count > Self.maximumTargetName }) {
            return .present("too long: " + NTLMText.lossy(long.prefix(512)) + "…")
        }
        let names = values.map { NTLMText.lossy($0[...]) }
        guard let first = names.first else { return .absent }
        // Two names: one of them may be a relay's, planted in the challenge for the client to echo. Which one cannot be told, so what is
        // reported names both and matches nothing.
        guard names.allSatisfy({ $0 == first }) else { return .present("conflicting: " + names.prefix(4).joined(separator: " ")) }
        if (self.clientFlags ?? 0) & ClientFlags.untrustedTargetName != 0 { return .untrusted(first) }
        return first.isEmpty ? .empty : .present(first)
    }
}
