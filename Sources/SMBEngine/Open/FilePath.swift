// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension StorePath {
    private static let separator = UInt8(ascii: "\\")
    /// Longest component, in UTF-16 units. [MS-FSCC] 2.1.5.2
    private static let maximumUnits = 255
    /// Longest name below the share, in bytes of UTF-8: what a POSIX path can hold.
    private static let maximumBytes = 4095

    /// A name as CREATE and rename carry it: relative to the share, backslashes between components. [MS-FSCC] 2.1.5
    ///
    /// A name that starts with a separator is refused, as [MS-SMB2] 3.3.5.9 demands; so are `.` and `..`: no honest client sends them,
    /// because it resolves them itself.
    init(parsing name: String) throws(NTStatus) {
        self.init([])
        if name.isEmpty { return }
        let bytes = name.utf8
        guard bytes.first != Self.separator else { throw .invalidParameter }
        guard bytes.count <= Self.maximumBytes else { throw .objectNameInvalid }
        let parts = bytes.split(separator: Self.separator, omittingEmptySubsequences: false).map(Substring.init)
        self.components.reserveCapacity(parts.count)
        for part in parts { self.components.append(try Self.component(part)) }
    }

    private static func component(_ part: Substring) throws(NTStatus) -> String {
        if part == ".." { throw .objectPathSyntaxBad }
        guard !part.isEmpty, part != ".", part.utf8.allSatisfy(Self.isAllowed) else { throw .objectNameInvalid }
        guard part.utf8.count <= Self.maximumUnits || part.utf16.count <= Self.maximumUnits else { throw .objectNameInvalid }
        return String(part)
    }

    /// Neither a control character nor one that [MS-FSCC] 2.1.5 reserves: `" * / : < > ? \ |`.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "?"), UInt8(ascii: "\\"), UInt8(ascii: "|"):
            false
        default: true
        }
    }

    /// The components joined as a client writes them.
    var clientName: String { self.components.joined(separator: "\\") }

    var parent: StorePath { StorePath(Array(self.components.dropLast())) }
}
