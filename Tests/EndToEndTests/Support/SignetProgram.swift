// SPDX-License-Identifier: Apache-2.0
import Foundation
import Support

/// The program itself.
enum Signet {
    /// Beside the running tests, unless the environment names another.
    static let binary = ProcessInfo.processInfo.environment["SIGNET_BINARY"] ?? "\(Self.buildFolder)/signet"

    /// The release build where there is one: figures of memory mean something there only.
    static let releaseBinary: String? = {
        let release = URL(filePath: Self.buildFolder).deletingLastPathComponent().appending(path: "release/signet").path
        return FileManager.default.isExecutableFile(atPath: release) ? release : nil
    }()

    /// A sanitizer's build uses memory and time of its own.
    static let isSanitized = ProcessInfo.processInfo.environment["SIGNET_SANITIZED"] != nil

    private static let buildFolder =
        (try? URL(filePath: FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).deletingLastPathComponent().path)
        ?? "."

    /// Runs a command to its end.
    static func run(_ arguments: [String], state: String? = nil, input: String = "") throws -> (
        status: Int32, output: String, errors: String
    ) {
        let program = try Program([self.binary] + arguments + (state.map { ["--state", $0] } ?? []), input: input)
        let (end, output) = try program.wait()
        guard case .exit(let status) = end else { throw Program.Failure(description: "\(arguments) ended by \(end): \(program.errors)") }
        return (status, output, program.errors)
    }

    /// Runs a command that has to succeed; what it printed.
    @discardableResult
    static func succeed(_ arguments: [String], state: String? = nil, input: String = "") throws -> String {
        let (status, output, errors) = try self.run(arguments, state: state, input: input)
        guard status == 0 else { throw Program.Failure(description: "\(arguments) ended with \(status): \(errors)") }
        return output
    }
}

/// `signet serve`, on ports that the system chose.
final class ServeProgram {
    let program: Program
    /// One for each listener, in order.
    let ports: [Int]
    var port: Int { self.ports[0] }

    /// `launcher`: what to start the program with, a shell that sets limits for instance.
    init(
        state: String, listeners: [String] = ["127.0.0.1:0"], _ arguments: [String] = [], binary: String = Signet.binary,
        launcher: [String] = [], listenerCount: Int? = nil
    ) throws {
        let command = launcher + [binary, "serve", "--state", state] + listeners.flatMap { ["--listen", $0] } + arguments
        self.program = try Program(command)
        var ports: [Int] = []
        while let line = try self.program.line(), line != "ready" {
            if line.hasPrefix("listening on "), let port = line.split(separator: ":").last.flatMap({ Int($0) }) { ports.append(port) }
        }
        self.ports = ports
        guard ports.count == listenerCount ?? listeners.count else {
            throw Program.Failure(description: "serve did not start: \(self.program.errors)")
        }
    }

    func socket(from source: String? = nil) throws -> SocketTransport { try SocketTransport(port: self.port, from: source) }

    func client(_ options: TestClient.Options = TestClient.Options()) throws -> TestClient { TestClient(try self.socket(), options) }

    func connectedClient(_ options: TestClient.Options = TestClient.Options(), to share: String = "data") throws -> TestClient {
        let client = try self.client(options)
        try client.connect(to: share)
        return client
    }

    /// SIGTERM, and how it ended.
    func terminate() throws -> Program.End {
        self.program.signal(SIGTERM)
        return try self.program.wait().end
    }
}

extension TemporaryFolder {
    /// A state with the users that the test client knows, and the share `data`.
    func prepare() throws {
        try Signet.succeed(["user", "add", "alice", "--admin", "--password-stdin"], state: self.statePath, input: "Passw0rd!\n")
        try Signet.succeed(["share", "add", "data", self.share], state: self.statePath)
    }
}
