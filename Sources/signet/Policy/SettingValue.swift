// SPDX-License-Identifier: Apache-2.0
import SMBSettings
import TOMLKit

/// A setting as TOML writes it: a number, a boolean for 0 and 1, a text in the command line's form, or a list of texts.
enum SettingValue {
    static func read(_ name: String, _ value: (any TOMLValueConvertible)?) throws(SettingError) -> (String, RegistryValue) {
        let key = try SettingKey.required(name)
        if let number = value?.int {
            guard let dword = UInt32(exactly: number) else { throw .outOfRange(name: key.name, takes: key.range, given: "\(number)") }
            try key.check(.dword(dword))
            return (key.name, .dword(dword))
        }
        if let flag = value?.bool {
            try key.check(.dword(flag ? 1 : 0))
            return (key.name, .dword(flag ? 1 : 0))
        }
        if let text = value?.string { return (key.name, try key.parse(text)) }
        if let items = value?.array {
            let texts = items.compactMap(\.string)
            guard texts.count == items.count else { throw .wrongType(name: key.name, takes: key.range, given: "a list of other things") }
            try key.check(.multiString(texts))
            return (key.name, .multiString(texts))
        }
        throw .wrongType(name: key.name, takes: key.range, given: "another type")
    }
}
