// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import Foundation
import SMBAudit
import SMBWire

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "What was reported, the oldest first.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, xml
    }

    @OptionGroup var state: StateOption
    @Option(help: "text, json (an object a line) or xml.") var format = Format.text
    @Option(name: .customLong("id"), help: "Only events of these numbers: 3021 or 3024,3025,3026.")
    var numbers: EventNumbers?
    @OptionGroup var since: SinceOption
    @Flag(help: "Go on printing what is reported from now on.") var follow = false

    func run() async throws {
        let reader = try CommandFailure.explaining("open the events") { [state = try self.state.open()] () throws(StateError) in
            try AuditReader(in: state)
        }
        let since = self.since.time
        var last: UInt64 = 0
        var version = -1
        repeat {
            let current = try CommandFailure.explaining("read the events") { () throws(StateError) in try reader.version() }
            if current != version {
                version = current
                try self.printAll(from: reader, since: since, after: &last)
            }
            // A quarter of a second is promised; the server's batch takes up to 0.1 s of it.
            if self.follow { try await Task.sleep(for: .milliseconds(50)) }
        } while self.follow
    }

    private func printAll(from reader: AuditReader, since: NTTime?, after last: inout UInt64) throws {
        while true {
            let page = try CommandFailure.explaining("read the events") { [last] () throws(StateError) in
                try reader.events(ids: self.numbers?.values ?? [], since: since, after: last)
            }
            guard let end = page.last else { return }
            Output.text(page.map { self.render($0) + "\n" }.joined())
            last = end.recordID
        }
    }

    private func render(_ record: EventRecord) -> String {
        switch self.format {
        case .text: record.line()
        case .json: record.json()
        case .xml: record.xml()
        }
    }
}

/// `N[,N]…`
struct EventNumbers: ExpressibleByArgument {
    let values: Set<UInt16>

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt16($0) }
        guard numbers.count == parts.count, !numbers.isEmpty else { return nil }
        self.values = Set(numbers)
    }
}
