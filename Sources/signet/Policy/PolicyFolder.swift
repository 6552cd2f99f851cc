// SPDX-License-Identifier: Apache-2.0
import Foundation
import SMBSettings
import TOMLKit

/// The policy layer: the files in `DIR/policy.d`, in order of their names; a later one wins.
struct PolicyFolder: Sendable {
    var values: [String: RegistryValue] = [:]
    /// Files and values that could not be taken. The others still apply: one bad file must not switch protection off.
    var problems: [String] = []
}

extension PolicyFolder {
    init(reading folder: String) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch CocoaError.fileReadNoSuchFile {
            return
        } catch {
            self.problems.append("\(folder) cannot be listed: \(error.localizedDescription)")
            return
        }
        for name in names.sorted() where name.hasSuffix(".toml") && !name.hasPrefix(".") {
            self.read("\(folder)/\(name)")
        }
    }

    private mutating func read(_ file: String) {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            self.problems.append("\(file) cannot be read")
            return
        }
        do {
            let table = try TOMLTable(string: String(decoding: bytes, as: UTF8.self))
            for name in table.keys.sorted() {
                do throws(SettingError) {
                    let (key, value) = try SettingValue.read(name, table[name])
                    self.values[key] = value
                } catch {
                    self.problems.append("\(file): \(error)")
                }
            }
        } catch {
            self.problems.append("\(file) is not TOML: \(error)")
        }
    }
}
