// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SMBSettings

struct PolicyGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Print the value in force, and nothing else.")

    @Argument var name: String
    @OptionGroup var state: StateOption

    func run() async throws {
        let key: SettingKey
        do throws(SettingError) { key = try SettingKey.required(self.name) } catch { throw CommandFailure("get \(self.name)", error) }
        let report = try await SettingReport.inForce(on: try self.state.open()).first { $0.name == key.name }
        guard let report else {
            throw CommandFailure(
                "get \(key.name)", because: "the running server does not know it", remedy: "restart it with this version of signet")
        }
        Output.line(report.value)
    }
}
