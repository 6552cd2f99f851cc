// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The Linux kernel's client, in a QEMU guest: all mounts in one boot, against one server, each as a user's session of its own.
@Suite("The Linux kernel") struct LinuxKernelTests {
    @Test("mounts, writes, reads back, lists 5,000 files, renames and deletes", arguments: Mount.all)
    func worksOnTheShare(_ mount: Mount) async throws {
        let boot = try await Boot.shared.result()
        let report = try #require(boot.reports[mount.name])
        #expect(report.mounted, "\(report)")
        #expect(report.status == 0, "\(report)")
        let kept = try #require(boot.digests[mount.name], "the file is not on the share")
        #expect(report.output.hasSuffix(kept), "\(report)")
    }

    @Test("sends no SPN, so each mount is a 3024 and nothing else is reported")
    func leavesItsRecord() async throws {
        let boot = try await Boot.shared.result()
        let events = boot.record.events.filter { ExpectedEvent.judged.contains($0.id) }
        #expect(events.count == Mount.all.count)
        #expect(events.filter { !ExpectedEvent.noSPN().describes($0) }.map(\.fields) == [])

        let dialects = boot.record.clients.reduce(into: Set()) { $0.formUnion($1.dialects) }
        #expect(dialects == Set(Mount.all.map(\.dialect)))
        #expect(boot.record.clients.filter { $0.spn.verdict != "breaks" }.map(\.client) == [])
    }
}

struct Mount: Sendable, CustomTestStringConvertible {
    let name: String
    let options: String
    let dialect: String

    var testDescription: String { "cifs.ko \(self.name)" }
    static let all = [
        Mount(name: "2.1", options: "vers=2.1", dialect: "2.1"),
        Mount(name: "3.0", options: "vers=3.0", dialect: "3.0"),
        Mount(name: "3.1.1", options: "vers=3.1.1", dialect: "3.1.1"),
        Mount(name: "3.0-sealed", options: "vers=3.0,seal", dialect: "3.0"),
        Mount(name: "3.1.1-sealed", options: "vers=3.1.1,seal", dialect: "3.1.1"),
        Mount(name: "signed", options: "vers=3.1.1,sec=ntlmsspi", dialect: "3.1.1"),
    ]
}

/// One boot of the guest serves every test of the suite: it takes half a minute.
private actor Boot {
    struct Report: Decodable, Sendable {
        let `case`: String
        let mounted: Bool
        let status: Int?
        let output: String
        let kernelLog: String
    }
    struct Result: Sendable {
        var reports: [String: Report]
        var digests: [String: String]
        var record: AuditRecord
    }

    static let shared = Boot()
    private var run: Task<Result, any Error>?

    func result() async throws -> Result {
        let run = self.run ?? Task { try await Self.bootOnce() }
        self.run = run
        return try await run.value
    }

    private static func bootOnce() async throws -> Result {
        var reports: [String: Report] = [:]
        var digests: [String: String] = [:]
        let record = try await SignetServer.serving { server in
            let many = server.shareFolder.appending(path: "many")
            try FileManager.default.createDirectory(at: many, withIntermediateDirectories: true)
            for number in 0..<5_000 { try Data().write(to: many.appending(path: "file\(number).txt")) }
        } body: { server in
            let guest = try await Subprocess.run(
                [
                    "python3", "\(Checkout.peers)/linux-mount.py", "--kernel", Checkout.guestKernel, "--work", server.scratch.path("guest"),
                    "--port", "\(server.port)", "--share", SignetServer.share, "--script", "\(Checkout.peers)/linux-case.sh",
                ] + Mount.all.flatMap { ["--case", "\($0.name)|\(SignetServer.user)|\($0.options)"] },
                environment: ["PEER_PASSWORD": SignetServer.password], timeout: .seconds(240))
            guard guest.status == 0 else { throw Subprocess.Failure(description: guest.output) }
            for line in guest.output.split(separator: "\n") {
                let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
                reports[report.case] = report
                digests[report.case] = try? await server.digest(onShare: "kept-\(report.case).bin")
            }
        }
        return Result(reports: reports, digests: digests, record: record)
    }
}
