// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import Foundation

/// `--state DIR`
struct StateOption: ParsableArguments {
    @Option(name: .customLong("state"), help: "The folder that holds everything that lasts.")
    var path: String?

    func open() throws(CommandFailure) -> StateDirectory {
        let home = ProcessInfo.processInfo.environment["HOME"]
        let path = self.path ?? StateDirectory.standardPath(isRoot: geteuid() == 0, home: home)
        return try CommandFailure.explaining("open the state \(path)") { () throws(StateError) in try StateDirectory(preparing: path) }
    }
}
