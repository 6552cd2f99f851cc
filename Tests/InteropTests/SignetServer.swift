// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The release binary, serving one share to one user on a port of its own, with both audits on.
struct SignetServer: Sendable {
    static let share = "data"
    static let user = "alice"
    static let password = "Correct-Horse-9"
    /// The name that the server announces besides the machine's own.
    static let name = "files.example"

    let site: Site
    let port: Int
    /// Where it takes NetBIOS sessions.
    var netBIOSPort = 0

    var scratch: Scratch { self.site.scratch }
    var shareFolder: URL { self.site.shareFolder }
    func onShare(_ name: String) -> Data? { FileManager.default.contents(atPath: self.shareFolder.appending(path: name).path) }

    /// The SHA-256 of a file on the share, in hexadecimal.
    func digest(onShare name: String) async throws -> String {
        let printed = try await Subprocess.run(["sha256sum", self.shareFolder.appending(path: name).path])
        guard printed.status == 0 else { throw Subprocess.Failure(description: printed.output) }
        return String(printed.output.prefix(64))
    }

    /// A server on a state of its own, while `body` runs; what it recorded can be read from the returned record.
    static func serving(
        _ settings: [String] = [], shareOptions: String = "", prepare: (SignetServer) throws -> Void = { _ in },
        body: (SignetServer) async throws -> Void
    ) async throws -> AuditRecord {
        try await Site.prepared { site in
            try await site.serve(settings, shareOptions: shareOptions) { server in
                try prepare(server)
                try await body(server)
            }
            return try await AuditRecord(of: site)
        }
    }
}
