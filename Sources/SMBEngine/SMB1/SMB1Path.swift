// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Names as SMB1's clients write them: from the share's root on, with a separator in front or none, and sometimes relative on the way.
/// [MS-CIFS] 2.2.1.1.1
enum SMB1Path {
    /// Some clients write the separator of other systems. A scalar, not a character: with a combining mark behind it a separator would be
    /// no such character any more.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool { scalar == "\\" || scalar == "/" }

    /// The same name as `StorePath` takes it: without separators at its ends, without `..`.
    static func relative(_ name: String) throws(NTStatus) -> String {
        var components: [String] = []
        let parts = name.unicodeScalars.split(whereSeparator: Self.isSeparator).map { String($0) }
        for (index, component) in parts.enumerated() {
            switch component {
            case "..":
                // Above the root there is nothing that a name could mean.
                guard components.popLast() != nil else { throw .objectPathSyntaxBad }
            case ".": throw index + 1 < parts.count ? .objectPathNotFound : .objectNameInvalid
            default: components.append(component)
            }
        }
        return components.joined(separator: "\\")
    }

    /// What lies before the last separator, and what behind it.
    static func split(_ name: String) -> (folder: String, name: String) {
        let scalars = name.unicodeScalars
        guard let separator = scalars.lastIndex(where: Self.isSeparator) else { return ("", name) }
        return (String(scalars[..<separator]), String(scalars[scalars.index(after: separator)...]))
    }

    /// The name of a pipe on IPC$, which some clients begin with `\PIPE\`.
    static func pipe(_ name: String) -> String {
        var name = Substring(name)
        name = name.drop { $0 == "\\" }
        let folder = "pipe\\"
        return String(name.lowercased().hasPrefix(folder) ? name.dropFirst(folder.count) : name)
    }
}
