// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A program that ran to its end, and what it said.
struct Subprocess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let status: Int32
    /// Standard output and standard error as they came.
    let output: String

    /// Runs a program found on the path. Its output goes to a file, so that a chatty program never waits for a reader.
    static func run(
        _ command: [String], environment: [String: String] = [:], input: String? = nil, timeout: Duration = .seconds(60)
    ) async throws -> Subprocess {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try scratch.input(input ?? "")
        let log = try scratch.output("log")
        process.standardOutput = log
        process.standardError = log

        let ended = try process.start()
        let watchdog = Task {
            try await Task.sleep(for: timeout)
            process.terminate()
        }
        for await _ in ended {}
        watchdog.cancel()

        let output = scratch.text("log")
        switch (process.terminationReason, process.terminationStatus) {
        case (.exit, 127): throw Failure(description: "\(command[0]) is missing: run make setup")
        case (.exit, let status): return Subprocess(status: status, output: output)
        case (.uncaughtSignal, let signal), (_, let signal):
            throw Failure(description: "\(command[0]) ended by signal \(signal) (time limit \(timeout)):\n\(output)")
        }
    }
}

extension Process {
    /// Starts the process; the stream finishes when it has ended.
    func start() throws -> AsyncStream<Never> {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        self.terminationHandler = { _ in continuation.finish() }
        try self.run()
        return stream
    }
}

/// A folder that one test has for itself.
struct Scratch: Sendable {
    let folder: URL

    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { self.folder.appending(path: name).path }
    func text(_ name: String) -> String { (try? String(contentsOfFile: self.path(name), encoding: .utf8)) ?? "" }
    func data(_ name: String) -> Data? { FileManager.default.contents(atPath: self.path(name)) }
    func remove() { try? FileManager.default.removeItem(at: self.folder) }

    func output(_ name: String) throws -> FileHandle {
        try Data().write(to: self.folder.appending(path: name))
        return try FileHandle(forWritingTo: self.folder.appending(path: name))
    }

    func input(_ text: String) throws -> FileHandle {
        try Data(text.utf8).write(to: self.folder.appending(path: "input"))
        return try FileHandle(forReadingFrom: self.folder.appending(path: "input"))
    }
}
