// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation

/// A folder with a state and a folder to share, gone when the test is.
final class TemporaryFolder: Sendable {
    let path: String
    let share: String

    init() throws {
        self.path = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString)").path
        self.share = self.path + "/share"
        try FileManager.default.createDirectory(atPath: self.share, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: self.path) }

    var statePath: String { self.path + "/state" }
    func state() throws -> StateDirectory { try StateDirectory(preparing: self.statePath) }

    func write(_ text: String, to name: String) throws {
        let file = URL(filePath: "\(self.path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
