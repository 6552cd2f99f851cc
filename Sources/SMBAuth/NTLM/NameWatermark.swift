// SPDX-License-Identifier: Apache-2.0

/// The computer names of one CHALLENGE, in a spelling that only this challenge has.
///
/// A client that takes the target name out of the challenge names whatever a relay shows it, so its name proves nothing. Names are
/// compared without regard to case, which leaves the case of every letter free to say where a name came from: one that comes back in
/// this spelling was copied. The first letter is small and the last one capital, which nobody types; those between follow the challenge.
///
/// TargetName and the domain names keep their spelling: clients take their own domain from there, and hash it.
struct NameWatermark: Hashable, Sendable {
    /// A name as the host is called, and as this challenge spells it.
    private struct Spelling: Hashable, Sendable {
        let plain: String
        let marked: String

        var isMarked: Bool { self.plain != self.marked }
    }

    private let netbios: Spelling
    private let dns: Spelling

    init(_ names: ServerNames, serverChallenge: [UInt8]) {
        self.netbios = Spelling(plain: names.netbiosName, marked: Self.mark(names.netbiosName, serverChallenge))
        self.dns = Spelling(plain: names.dnsName, marked: Self.mark(names.dnsName, serverChallenge))
    }

    var netbiosName: String { self.netbios.marked }
    var dnsName: String { self.dns.marked }

    /// Where a target name came from, and the name itself without our watermark: every session of a client would otherwise spell it anew.
    func trace(_ name: TargetName) -> (origin: NameOrigin, name: TargetName) {
        switch name {
        case .present(let text):
            let (origin, plain) = self.trace(text)
            return (origin, .present(plain))
        case .untrusted(let text): return (.unknown, .untrusted(self.trace(text).name))
        case .absent, .unsupported, .empty: return (.unknown, name)
        }
    }

    private func trace(_ text: String) -> (origin: NameOrigin, name: String) {
        let host = Self.host(in: text)
        let spellings = [self.netbios, self.dns, self.label].filter { !$0.plain.isEmpty && Self.fold($0.plain) == Self.fold(text[host]) }
        if let copied = spellings.first(where: { $0.isMarked && $0.marked.utf8.elementsEqual(text[host].utf8) }) {
            return (.echoed, text.replacingCharacters(in: host, with: copied.plain))
        }
        // Too few letters to carry a mark, or the spelling that TargetName shows in every challenge.
        let canNotTell = spellings.contains { !$0.isMarked } || text[host].utf8.elementsEqual(self.netbios.plain.utf8)
        return (canNotTell ? .unknown : .typed, text)
    }

    /// The first label alone: a client may cut the domain off.
    private var label: Spelling {
        Spelling(plain: String(Self.firstLabel(self.dns.plain)), marked: String(Self.firstLabel(self.dns.marked)))
    }
}

extension NameWatermark {
    /// The host's own label is marked; where it has fewer than two letters, the whole name.
    private static func mark(_ name: String, _ serverChallenge: [UInt8]) -> String {
        var bytes = Array(name.utf8)
        let label = self.letters(in: bytes[..<self.firstLabel(name).utf8.count])
        let letters = label.count >= 2 ? label : self.letters(in: bytes[...])
        guard let first = letters.first, let last = letters.last, first != last, !serverChallenge.isEmpty else { return name }
        for (position, index) in letters.enumerated() {
            let bit = serverChallenge[position / 8 % serverChallenge.count] >> UInt8(position % 8) & 1
            let isCapital = index == last || index != first && bit == 1
            bytes[index] = isCapital ? bytes[index] & ~0x20 : bytes[index] | 0x20
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func letters(in bytes: ArraySlice<UInt8>) -> [Int] {
        bytes.indices.filter { (0x61...0x7A).contains(bytes[$0] | 0x20) }
    }

    private static func firstLabel(_ name: String) -> Substring {
        name[..<(name.utf8.firstIndex(of: UInt8(ascii: ".")) ?? name.endIndex)]
    }

    /// The host of `class/host:port/service@REALM`: what stands behind the first slash, up to the next separator.
    private static func host(in text: String) -> Range<String.Index> {
        let slash = text.utf8.firstIndex(of: UInt8(ascii: "/"))
        let start = slash.map { text.utf8.index(after: $0) } ?? text.startIndex
        let separators: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@")]
        let end = text.utf8[start...].firstIndex { separators.contains($0) } ?? text.endIndex
        let last = end > start ? text.utf8.index(before: end) : end
        return start..<(last < end && text.utf8[last] == UInt8(ascii: ".") ? last : end)
    }

    private static func fold(_ name: some StringProtocol) -> [UInt8] {
        name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with name: String) -> String {
        String(self[..<range.lowerBound]) + name + String(self[range.upperBound...])
    }
}
