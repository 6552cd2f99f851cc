// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Names as SMB1's clients write them: from the share's root on, with a separator in front or none, and sometimes relative on the way.
/// [MS-CIFS] 2.2.1.1.1
enum SMB1Path {
    /// Some clients write the separator of other systems.
    private static func isSeparator(_ character: Character) -> Bool { character == "\\" || character == "/" }

    /// The same name as `StorePath` takes it: without separators at its ends, without `..`.
    static func relative(_ name: String) throws(NTStatus) -> String {
        var components: [Substring] = []
        for component in name.split(omittingEmptySubsequences: true, whereSeparator: Self.isSeparator) {
            switch component {
            case "..":
                // Above the root there is nothing that a name could mean.
                guard components.popLast() != nil else { throw .objectPathSyntaxBad }
            case ".": throw .objectNameInvalid
            default: components.append(component)
            }
        }
        return components.joined(separator: "\\")
    }

    /// The name of a pipe on IPC$, which some clients begin with `\PIPE\`.
    static func pipe(_ name: String) -> String {
        var name = Substring(name)
        name = name.drop { $0 == "\\" }
        let folder = "pipe\\"
        return String(name.lowercased().hasPrefix(folder) ? name.dropFirst(folder.count) : name)
    }
}
