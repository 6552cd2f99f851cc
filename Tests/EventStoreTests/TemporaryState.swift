// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation

/// A state that is gone when the test is.
final class TemporaryState: Sendable {
    let directory: StateDirectory

    init() throws {
        let name = "signet-state-\(UInt64.random(in: 0...UInt64.max))"
        self.directory = try StateDirectory(preparing: FileManager.default.temporaryDirectory.appendingPathComponent(name).path)
    }

    deinit { try? FileManager.default.removeItem(atPath: self.directory.path) }

    func mode(of file: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}
