// SPDX-License-Identifier: Apache-2.0
import Testing

/// The Linux kernel's client, in a QEMU guest: all mounts in one boot, each as a user's session of its own.
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

    @Test("sends no SPN, so each mount is a 3024; the one that is silent about signing in SMB1 a 3027, and nothing else is reported")
    func leavesItsRecord() async throws {
        let boot = try await Boot.shared.result()
        let events = boot.record.events.filter { ExpectedEvent.judged.contains($0.id) }
        let expected = Mount.all.flatMap(\.events)
        #expect(events.map(\.id).sorted() == expected.map(\.id).sorted())
        #expect(events.filter { event in !expected.contains { $0.describes(event) } }.map(\.fields) == [])

        let dialects = boot.record.clients.reduce(into: Set()) { $0.formUnion($1.dialects) }
        #expect(dialects == Set(Mount.all.map(\.dialect)))
        #expect(boot.record.clients.filter { $0.spn.verdict != "breaks" }.map(\.client) == [])
    }

    @Test("what assess says of a mount comes true", arguments: Mount.all)
    func comesTrue(_ mount: Mount) async throws {
        let prediction = try #require(try await Boot.shared.result().predictions[mount.name])
        #expect(prediction.worksInAuditMode)
        prediction.expectToComeTrue(dialect: mount.dialect)
    }
}
