// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A state with a user and a share, on which servers come and go; what they recorded stays.
struct Site: Sendable {
    let scratch: Scratch
    /// Whose tickets its servers take; nil: they have no keytab.
    var kdc: KDC?

    var state: String { self.scratch.path("state") }
    var shareFolder: URL { self.scratch.folder.appending(path: "share") }

    /// The folder is gone when `body` has ended.
    static func prepared<Result>(_ body: (Site) async throws -> Result) async throws -> Result {
        guard FileManager.default.isExecutableFile(atPath: Checkout.signet) else {
            throw Subprocess.Failure(description: "\(Checkout.signet) is missing: run make release, or set SIGNET_BINARY")
        }
        let site = Site(scratch: try Scratch())
        defer { site.scratch.remove() }
        try FileManager.default.createDirectory(at: site.shareFolder, withIntermediateDirectories: true)
        _ = try await site.signet("user", "add", SignetServer.user, "--password-stdin", input: SignetServer.password + "\n")
        return try await body(site)
    }

    /// The same with a KDC beside it, until `body` has ended.
    static func preparedWithKDC<Result>(_ body: (Site) async throws -> Result) async throws -> Result {
        try await KDC.running { kdc in
            try await self.prepared { site in
                var site = site
                site.kdc = kdc
                return try await body(site)
            }
        }
    }

    /// Its folder stays: a server may serve it.
    func emptyShare() throws {
        for item in try FileManager.default.contentsOfDirectory(at: self.shareFolder, includingPropertiesForKeys: nil) {
            try FileManager.default.removeItem(at: item)
        }
    }

    /// One command of the program on this state, and what it printed.
    func signet(_ arguments: String..., input: String? = nil) async throws -> String {
        let run = try await Subprocess.run([Checkout.signet] + arguments + ["--state", self.state], input: input)
        guard run.status == 0 else { throw Subprocess.Failure(description: "signet \(arguments): \(run.output)") }
        return run.output
    }

    /// Serves while `body` runs, with both audits on, then asks the server to drain and end.
    /// `shareOptions` go behind the share's path: `,encrypt`.
    func serve<Result>(_ settings: [String] = [], shareOptions: String = "", body: (SignetServer) async throws -> Result) async throws
        -> Result
    {
        let process = Process()
        process.executableURL = URL(filePath: Checkout.signet)
        process.arguments =
            [
                "serve", "--state", self.state, "--listen", "127.0.0.1:0", "--netbios", "127.0.0.1:0", "--server-name",
                SignetServer.name,
                "--share", "\(SignetServer.share)=\(self.shareFolder.path)\(shareOptions)",
            ]
            + (self.kdc.map { ["--keytab", $0.keytab] } ?? [])
            + (["AuditClientDoesNotSupportSigning=1", "AuditClientSpnSupport=1"] + settings).flatMap { ["--set", $0] }
        process.environment = ProcessInfo.processInfo.environment.merging(self.kdc?.environment ?? [:]) { $1 }
        let log = try self.scratch.output("serve.log")
        process.standardOutput = log
        process.standardError = log
        let child = try Child(starting: process)
        let result: Result
        do {
            let ports = try await self.portsOfReadyServer(process)
            result = try await body(SignetServer(site: self, port: ports[0], netBIOSPort: ports[1]))
        } catch {
            await child.stop()
            throw error
        }
        await child.stop()  // SIGTERM: the server drains, stores what is left, and exits 0.
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw Subprocess.Failure(
                description: "serve ended with \(process.terminationStatus) after SIGTERM:\n\(self.scratch.text("serve.log"))")
        }
        return result
    }

    /// That of direct TCP and that of NetBIOS sessions.
    private func portsOfReadyServer(_ process: Process) async throws -> [Int] {
        for _ in 0..<400 where process.isRunning {
            let lines = self.scratch.text("serve.log").split(separator: "\n")
            let addresses = lines.filter { $0.hasPrefix("listening on ") }
            let ports = addresses.compactMap { $0.split(separator: ":").last.flatMap { Int($0) } }
            if lines.contains("ready"), ports.count == 2 { return ports }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Subprocess.Failure(description: "serve was not ready within 10 s:\n\(self.scratch.text("serve.log"))")
    }
}
