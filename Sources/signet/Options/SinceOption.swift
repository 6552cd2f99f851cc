// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import SMBWire

/// `--since TIME`
struct SinceOption: ParsableArguments {
    @Option(name: .customLong("since"), help: "Only what happened since: 2026-01-31, 2026-01-31T12:00:00Z, 30m, 2h, 7d.")
    var argument: TimeArgument?

    var time: NTTime? { self.argument.map { NTTime($0.date(now: Date())) } }

    /// The window in which `assess` looks when none is named.
    static let standardWindow = TimeArgument.ago(30 * 86400)
}

extension NTTime {
    init(_ date: Date) {
        let seconds = date.timeIntervalSince1970
        let whole = seconds.rounded(.down)
        self.init(unixSeconds: Int64(exactly: whole) ?? 0, nanoseconds: Int((seconds - whole) * 1_000_000_000))
    }
}
