// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// A child process: its standard output comes through a pipe, whose end is also how its end is noticed; its standard error goes to a file.
final class Program {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    enum End: Hashable {
        case exit(Int32)
        case signal(Int32)
    }

    let processID: pid_t
    private let output: CInt
    private let errorFile: URL
    private var pending: [UInt8] = []
    private var isAtEnd = false
    private var end: End?

    init(_ command: [String], input: String = "") throws {
        self.errorFile = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString).log")
        let inputFile = self.errorFile.path + ".in"
        try Data(input.utf8).write(to: URL(filePath: inputFile))
        defer { unsafe unlink(inputFile) }
        let errorPath = self.errorFile.path
        (self.processID, self.output) = try Self.spawning.withLock { _ in
            try Self.spawn(command, input: inputFile, errors: errorPath)
        }
    }

    /// One at a time: a pipe that another child inherits does not end with its own.
    private static let spawning = Mutex(())

    private static func spawn(_ command: [String], input: String, errors: String) throws -> (processID: pid_t, output: CInt) {
        var pipe: [CInt] = [0, 0]
        guard unsafe Glibc.pipe(&pipe) == 0 else { throw Self.failure("pipe", errno) }
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { Glibc.close(pipe[1]) }

        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)

        // A task's thread blocks most signals, and the child would inherit that: SIGTERM would never reach it.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, CShort(POSIX_SPAWN_SETSIGMASK))

        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var processID = pid_t()
        let code = unsafe posix_spawnp(&processID, command[0], &actions, &attributes, &arguments, environ)
        guard code == 0 else {
            Glibc.close(pipe[0])
            throw Self.failure(command[0], code)
        }
        return (processID, pipe[0])
    }

    deinit {
        if self.end == nil {
            Glibc.kill(self.processID, SIGKILL)
            _ = self.reap()
        }
        Glibc.close(self.output)
        try? FileManager.default.removeItem(at: self.errorFile)
    }

    /// Standard error so far.
    var errors: String { (try? String(contentsOf: self.errorFile, encoding: .utf8)) ?? "" }

    /// The next line of standard output; nil at its end.
    func line(within limit: Duration = .seconds(30)) throws -> String? {
        let deadline = ContinuousClock.now + limit
        while true {
            if let newline = self.pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { self.pending.removeSubrange(...newline) }
                return String(decoding: self.pending[..<newline], as: UTF8.self)
            }
            if self.isAtEnd { return nil }
            try self.readMore(until: deadline)
        }
    }

    /// What was printed and is still unread, as far as it is there now.
    func lines() throws -> [String] {
        while !self.isAtEnd, self.isReadable(for: .zero) { try self.readMore(until: .now + .seconds(1)) }
        var lines: [String] = []
        while self.pending.contains(UInt8(ascii: "\n")), let line = try self.line() { lines.append(line) }
        return lines
    }

    func signal(_ number: CInt) { Glibc.kill(self.processID, number) }

    /// Waits for the end and returns what was printed and not yet read.
    func wait(within limit: Duration = .seconds(30)) throws -> (end: End, output: String) {
        let deadline = ContinuousClock.now + limit
        while !self.isAtEnd { try self.readMore(until: deadline) }
        defer { self.pending = [] }
        return (self.reap(), String(decoding: self.pending, as: UTF8.self))
    }

    func kill() {
        self.signal(SIGKILL)
        _ = self.reap()
    }

    private func reap() -> End {
        if let end = self.end { return end }
        var status: CInt = 0
        while unsafe waitpid(self.processID, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        let end = signal == 0 ? End.exit((status >> 8) & 0xFF) : End.signal(signal)
        self.end = end
        return end
    }

    private func isReadable(for time: Duration) -> Bool {
        var descriptor = pollfd(fd: self.output, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&descriptor, 1, CInt(max(0, time.milliseconds))) > 0
    }

    private func readMore(until deadline: ContinuousClock.Instant) throws {
        guard self.isReadable(for: ContinuousClock.now.duration(to: deadline)) else {
            throw Failure(description: "nothing more was printed in time; standard error: \(self.errors)")
        }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = unsafe read(self.output, &bytes, bytes.count)
        if count > 0 { self.pending += bytes[..<count] } else { self.isAtEnd = true }
    }

    private static func failure(_ what: String, _ code: CInt) -> Failure {
        Failure(description: "\(what): \(unsafe String(cString: strerror(code)))")
    }
}
