// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Standard output and standard error. Written at once, so that a reader of a pipe sees an event when it happens.
enum Output {
    static func line(_ text: String) { self.write(text + "\n", to: .standardOutput) }

    static func text(_ text: String) { self.write(text, to: .standardOutput) }

    static func complain(_ message: String) { self.write("signet: \(message)\n", to: .standardError) }

    /// A document for programs: sorted keys, so that two runs compare.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        self.line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    private static func write(_ text: String, to file: FileHandle) {
        // Nobody is left to tell when the reader is gone.
        try? file.write(contentsOf: Data(text.utf8))
    }
}
