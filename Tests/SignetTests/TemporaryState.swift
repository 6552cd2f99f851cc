// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation

/// A state that is gone when the test is.
final class TemporaryState: Sendable {
    let directory: StateDirectory

    init(depth: Int = 0) throws {
        let name = "signet-cli-\(UInt64.random(in: 0...UInt64.max))" + String(repeating: "/a-rather-long-name", count: depth)
        self.directory = try StateDirectory(preparing: FileManager.default.temporaryDirectory.appendingPathComponent(name).path)
    }

    deinit { try? FileManager.default.removeItem(atPath: self.directory.path) }

    func write(_ text: String, to name: String) throws {
        let file = URL(fileURLWithPath: "\(self.directory.path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
