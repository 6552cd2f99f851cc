// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a process holds for itself alone.
enum ProcessMemory {
    /// Bytes of private memory: what would be free if it ended.
    static func privateBytes(of processID: pid_t) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(processID)/smaps_rollup", encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("Private_") }
            .compactMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } }.reduce(0, +) * 1024
    }
}
