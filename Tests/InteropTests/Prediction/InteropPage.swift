// SPDX-License-Identifier: Apache-2.0
import Foundation

/// docs/interop.md: prose by hand, and a generated table between two marks.
struct InteropPage {
    enum Failure: Error { case marksAreMissing }

    private static let path = Checkout.root + "/docs/interop.md"
    private static let begin = "<!-- generated: begin -->\n"
    private static let end = "\n<!-- generated: end -->"

    private let before: Substring
    private let after: Substring
    let table: String

    init() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        guard let begin = text.firstRange(of: Self.begin), let end = text[begin.upperBound...].firstRange(of: Self.end) else {
            throw Failure.marksAreMissing
        }
        self.before = text[..<begin.upperBound]
        self.after = text[end.lowerBound...]
        self.table = String(text[begin.upperBound..<end.lowerBound])
    }

    func write(_ table: String) throws {
        try (self.before + table + self.after).write(toFile: Self.path, atomically: true, encoding: .utf8)
    }
}
