// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The files of the checkout, as the tidy tests read them.
enum SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static let sources = files(under: "Sources", extension: "swift")
    static let tests = files(under: "Tests", extension: "swift")
    static let documents =
        files(under: "docs", extension: "md")
        + ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map { SourceFile($0) }
    static let scripts = ["Makefile", ".ci/run", "Benchmarks/run"].map { SourceFile($0) } + files(under: "scripts", extension: nil)

    /// The folders of Sources that hold Swift: the package's own targets.
    static let targets = Set(sources.map(\.target)).sorted()

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    static func files(under folder: String, extension kind: String?) -> [SourceFile] {
        let found = FileManager.default.enumerator(atPath: "\(self.root)/\(folder)")?.compactMap { $0 as? String } ?? []
        return found.sorted().compactMap { path in
            var isFolder: ObjCBool = false
            guard unsafe FileManager.default.fileExists(atPath: "\(self.root)/\(folder)/\(path)", isDirectory: &isFolder),
                !isFolder.boolValue,
                kind == nil || path.hasSuffix(".\(kind ?? "")"), !path.contains("__pycache__")
            else { return nil }
            return SourceFile("\(folder)/\(path)")
        }
    }
}

/// A text file by its path from the root of the checkout.
struct SourceFile: Sendable, CustomStringConvertible {
    let path: String

    init(_ path: String) { self.path = path }

    var description: String { self.path }
    var text: String { (try? String(contentsOfFile: "\(SourceTree.root)/\(self.path)", encoding: .utf8)) ?? "" }
    var lines: [Substring] { self.text.split(separator: "\n", omittingEmptySubsequences: false) }
    /// `SMBWire` for `Sources/SMBWire/SMB2/Write.swift`.
    var target: String { self.path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    var name: String { self.path.split(separator: "/").last.map(String.init) ?? "" }

    /// `path:line` of each line of code, comments aside, that satisfies the condition.
    func lines(where condition: (Substring) -> Bool) -> [String] {
        zip(1..., self.lines).compactMap { number, line in
            let code = line.drop { $0 == " " }
            return !code.hasPrefix("//") && condition(line) ? "\(self.path):\(number): \(code)" : nil
        }
    }
}
