// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The release binary, serving one share to one user on a port of its own, with both audits on.
struct SignetServer: Sendable {
    static let share = "data"
    static let user = "alice"
    static let password = "Correct-Horse-9"
    /// The name that the server announces besides the machine's own.
    static let name = "files.example"

    let scratch: Scratch
    let port: Int

    var shareFolder: URL { self.scratch.folder.appending(path: "share") }
    func onShare(_ name: String) -> Data? { FileManager.default.contents(atPath: self.shareFolder.appending(path: name).path) }

    /// The SHA-256 of a file on the share, in hexadecimal.
    func digest(onShare name: String) async throws -> String {
        let printed = try await Subprocess.run(["sha256sum", self.shareFolder.appending(path: name).path])
        guard printed.status == 0 else { throw Subprocess.Failure(description: printed.output) }
        return String(printed.output.prefix(64))
    }

    /// Serves while `body` runs, then asks the server to drain and end; what it recorded can be read from the returned record.
    static func serving(
        _ settings: [String] = [], prepare: (SignetServer) throws -> Void = { _ in }, body: (SignetServer) async throws -> Void
    ) async throws -> AuditRecord {
        guard FileManager.default.isExecutableFile(atPath: Checkout.signet) else {
            throw Subprocess.Failure(description: "\(Checkout.signet) is missing: run make release, or set SIGNET_BINARY")
        }
        let scratch = try Scratch()
        defer { scratch.remove() }
        try FileManager.default.createDirectory(at: scratch.folder.appending(path: "share"), withIntermediateDirectories: true)
        let state = scratch.path("state")
        let added = try await Subprocess.run(
            [Checkout.signet, "user", "add", user, "--state", state, "--password-stdin"], input: password + "\n")
        guard added.status == 0 else { throw Subprocess.Failure(description: "user add: \(added.output)") }

        let process = Process()
        process.executableURL = URL(filePath: Checkout.signet)
        process.arguments =
            [
                "serve", "--state", state, "--listen", "127.0.0.1:0", "--server-name", name,
                "--share", "\(share)=\(scratch.path("share"))",
            ]
            + (["AuditClientDoesNotSupportSigning=1", "AuditClientSpnSupport=1"] + settings).flatMap { ["--set", $0] }
        let log = try scratch.output("serve.log")
        process.standardOutput = log
        process.standardError = log
        let child = try Child(starting: process)
        do {
            let server = SignetServer(scratch: scratch, port: try await portOfReadyServer(scratch, process))
            try prepare(server)
            try await body(server)
        } catch {
            await child.stop()
            throw error
        }
        await child.stop()  // SIGTERM: the server drains, stores what is left, and exits 0.
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw Subprocess.Failure(
                description: "serve ended with \(process.terminationStatus) after SIGTERM:\n\(scratch.text("serve.log"))")
        }
        return try await AuditRecord(state: state)
    }

    private static func portOfReadyServer(_ scratch: Scratch, _ process: Process) async throws -> Int {
        for _ in 0..<400 where process.isRunning {
            let lines = scratch.text("serve.log").split(separator: "\n")
            if lines.contains("ready"),
                let address = lines.first(where: { $0.hasPrefix("listening on ") }),
                let port = address.split(separator: ":").last.flatMap({ Int($0) })
            {
                return port
            }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Subprocess.Failure(description: "serve was not ready within 10 s:\n\(scratch.text("serve.log"))")
    }
}
