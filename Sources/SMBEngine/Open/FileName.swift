// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Which stream of a file a name asks for.
enum StreamName: Hashable, Sendable {
    /// `::$DATA`: the file's own data, said in so many words.
    case unnamed
    /// Without colons and type.
    case named(String)
}

/// A name as CREATE carries it: a path, and perhaps which of the file's streams. [MS-FSCC] 2.1.5
struct FileName: Hashable, Sendable {
    let path: StorePath
    let stream: StreamName?

    init(parsing name: String) throws(NTStatus) {
        let last = name.utf8.lastIndex(of: UInt8(ascii: "\\")).map { name.utf8.index(after: $0) } ?? name.startIndex
        guard let colon = name.utf8[last...].firstIndex(of: UInt8(ascii: ":")) else {
            self.path = try StorePath(parsing: name)
            self.stream = nil
            return
        }
        // The share's own folder has streams, and its name is empty; nothing else is.
        guard colon > last || name.startIndex == last else { throw .objectNameInvalid }
        self.stream = try StreamName(parsing: name[colon...])
        self.path = try StorePath(parsing: String(name[..<colon]))
    }
}

extension StreamName {
    /// Longest name of a stream, in UTF-16 units. [MS-FSCC] 2.1.5.3
    private static let maximumUnits = 255

    /// What follows a file's name: `:stream`, `:stream:$DATA` or `::$DATA`. Other types than $DATA are not for clients.
    init(parsing text: Substring) throws(NTStatus) {
        let parts = text.utf8.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(Substring.init)
        guard let name = parts.first, parts.count <= 2 else { throw .objectNameInvalid }
        if parts.count == 2, parts[1].uppercased() != "$DATA" { throw .objectNameInvalid }
        if name.isEmpty {
            guard parts.count == 2 else { throw .objectNameInvalid }
            self = .unnamed
            return
        }
        guard name.utf16.count <= Self.maximumUnits, name.utf8.allSatisfy(Self.isAllowed) else { throw .objectNameInvalid }
        self = .named(String(name))
    }

    /// Anything but what separates names. [MS-FSCC] 2.1.5.3
    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte != 0 && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: ":")
    }
}
