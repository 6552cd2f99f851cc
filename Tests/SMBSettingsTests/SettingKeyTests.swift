// SPDX-License-Identifier: Apache-2.0
import SMBSettings
import Testing

@Suite struct SettingKeyTests {
    @Test func namesAreUniqueInAnyCase() {
        #expect(Set(SettingKey.all.map { $0.name.lowercased() }).count == SettingKey.all.count)
    }
}
