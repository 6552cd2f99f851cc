// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One boot of the guest serves every test of the suite: it takes half a minute.
actor Boot {
    struct Report: Decodable, Sendable {
        let `case`: String
        let mounted: Bool
        let status: Int?
        let output: String
        let kernelLog: String

        var works: Bool { self.mounted && self.status == 0 }
    }

    struct Result: Sendable {
        var reports: [String: Report] = [:]
        var digests: [String: String] = [:]
        var record: AuditRecord
        /// By the mount's name.
        var predictions: [String: Prediction] = [:]
    }

    static let shared = Boot()
    private var run: Task<Result, any Error>?

    func result() async throws -> Result {
        let run = self.run ?? Task { try await Self.bootOnce() }
        self.run = run
        return try await run.value
    }

    private static func bootOnce() async throws -> Result {
        try await Site.prepared { site in
            let many = site.shareFolder.appending(path: "many")
            try FileManager.default.createDirectory(at: many, withIntermediateDirectories: true)
            for number in 0..<5_000 { try Data().write(to: many.appending(path: "file\(number).txt")) }

            return try await MountTrial.prepared { trials in
                let (reports, digests) = try await site.serve(Array(Set(Mount.all.flatMap(\.settings)))) { server in
                    let reports = try await self.mount(Mount.all.map { $0.guestCase($0.name, server) } + trials.flatMap(\.guestCases), site)
                    var digests: [String: String] = [:]
                    for mount in Mount.all { digests[mount.name] = try? await server.digest(onShare: "kept-\(mount.name).bin") }
                    return (reports, digests)
                }
                var result = Result(reports: reports, digests: digests, record: try await AuditRecord(of: site))
                for mount in Mount.all { result.predictions[mount.name] = try await Prediction.made(of: mount, trials, reports) }
                return result
            }
        }
    }

    private static func mount(_ cases: [String], _ site: Site) async throws -> [String: Report] {
        let guest = try await Subprocess.run(
            [
                "python3", "\(Checkout.peers)/linux-mount.py", "--kernel", Checkout.guestKernel, "--work", site.scratch.path("guest"),
                "--share", SignetServer.share, "--script", "\(Checkout.peers)/linux-case.sh",
            ] + cases.flatMap { ["--case", $0] },
            environment: ["PEER_PASSWORD": SignetServer.password], timeout: .seconds(300))
        guard guest.status == 0 else { throw Subprocess.Failure(description: guest.output) }
        return try guest.output.split(separator: "\n").map { try JSONDecoder().decode(Report.self, from: Data($0.utf8)) }
            .reduce(into: [:]) { $0[$1.case] = $1 }
    }
}

extension Mount {
    /// NAME|USER|PORT|OPTIONS, as scripts/peers/linux-mount.py takes it.
    func guestCase(_ name: String, _ server: SignetServer) -> String {
        "\(name)|\(SignetServer.user)|\(server.port)|\(self.options)"
    }
}
