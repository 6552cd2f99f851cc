// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

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

        try await Child(starting: process).end(within: timeout)

        let output = scratch.text("log")
        switch (process.terminationReason, process.terminationStatus) {
        case (.exit, 127): throw Failure(description: "\(command[0]) is missing: run make setup")
        case (.exit, let status): return Subprocess(status: status, output: output)
        case (.uncaughtSignal, let signal), (_, let signal):
            throw Failure(description: "\(command[0]) ended by signal \(signal) (time limit \(timeout)):\n\(output)")
        }
    }
}

/// A running process and the moment of its end.
struct Child: Sendable {
    let process: Process
    private let ended: AsyncStream<Never>

    init(starting process: Process) throws {
        let (ended, continuation) = AsyncStream.makeStream(of: Never.self)
        self.process = process
        self.ended = ended
        process.terminationHandler = { _ in continuation.finish() }
        // A task's thread blocks most signals, and the child would inherit that: SIGTERM would never reach it.
        var none = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        // The child has its own. Process keeps ours for long, and thousands of descriptors make its next start read past its list of them.
        for case let handle as FileHandle in [process.standardInput, process.standardOutput, process.standardError]
        where handle.fileDescriptor > STDERR_FILENO {
            try? handle.close()
        }
    }

    /// Waits for the process to end, and ends it when the time is over: politely first, then not.
    func end(within limit: Duration) async {
        let watchdog = Task {
            try await Task.sleep(for: limit)
            self.process.terminate()
            try await Task.sleep(for: .seconds(10))
            kill(self.process.processIdentifier, SIGKILL)
        }
        for await _ in self.ended {}
        watchdog.cancel()
    }

    /// SIGTERM, and what follows.
    func stop() async { await self.end(within: .zero) }
}

/// A folder that one test has for itself.
struct Scratch: Sendable {
    let folder: URL

    init(folder: URL) { self.folder = folder }

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
