// SPDX-License-Identifier: Apache-2.0
import SMBServer
import Testing

@Suite("Watching the host's names") struct HostWatchTests {
    private static let host = HostNames.current()

    /// All that it reports until it is stopped.
    private func reports(beginningWith names: HostNames, _ use: (HostWatch) -> Void = { _ in }) async -> [HostNames] {
        let watch = HostWatch(beginningWith: names)
        var reports: [HostNames] = []
        if names != Self.host {
            for await names in watch.changes {
                reports.append(names)
                if names == Self.host { break }
            }
        }
        use(watch)
        watch.stop()
        for await names in watch.changes { reports.append(names) }
        return reports
    }

    @Test func whatChangedBeforeItBeganIsReportedAtOnce() async {
        let before = HostNames(short: "before", qualified: "before.example", addresses: ["192.0.2.1"])
        #expect(await self.reports(beginningWith: before).last == Self.host)
    }

    @Test func lookingAgainReportsNothingThatIsNotNew() async {
        #expect(await self.reports(beginningWith: Self.host) { $0.lookAgain() } == [])
    }

    @Test func theKernelTellsOfAddresses() {
        let watch = HostWatch(beginningWith: Self.host)
        #expect(watch.hearsOfAddresses)
        watch.stop()
    }
}
