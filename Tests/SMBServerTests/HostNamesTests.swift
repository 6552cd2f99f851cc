// SPDX-License-Identifier: Apache-2.0
import SMBServer
import Testing

@Suite("Host names") struct HostNamesTests {
    let host = HostNames.current()

    @Test func theShortNameHasNoDomain() {
        #expect(!self.host.short.isEmpty)
        #expect(!self.host.short.contains("."))
    }

    @Test func theQualifiedNameBeginsWithAName() {
        #expect(!self.host.qualified.isEmpty)
        #expect(!self.host.qualified.hasPrefix("."))
    }

    @Test func loopbackIsAmongTheAddresses() { #expect(self.host.addresses.contains("127.0.0.1")) }
}
