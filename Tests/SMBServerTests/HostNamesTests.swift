// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SMBServer

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

    @Test(
        "a domain is lost by an answer or a new name, not by silence",
        arguments: [
            (.found("files.other"), "files", "files.other"), (.none, "files", "files"), (.noAnswer, "files", "files.example"),
            (.noAnswer, "nas", "nas"), (.found("nas.example"), "nas", "nas.example"),
        ] as [(NameAnswer, String, String)])
    func qualifiedName(_ answer: NameAnswer, _ short: String, _ expected: String) {
        let earlier = HostNames(short: "files", qualified: "files.example", addresses: [])
        #expect(answer.qualifiedName(of: short, after: earlier) == expected)
    }

    @Test(
        "the name service may add a domain to the host's name and not another name",
        arguments: [
            ("files.example", "files.example"), ("FILES.Example", "FILES.Example"), ("rogue.evil.example", "files"),
            ("files2.example", "files"), ("xfiles.example", "files"), (".example", "files"), ("ﬁles.example", "files"),
        ])
    func canonicalName(_ answer: String, _ expected: String) {
        for earlier in [nil, HostNames(short: "files", qualified: "files.example", addresses: [])] {
            #expect(NameAnswer.found(answer).qualifiedName(of: "files", after: earlier) == expected)
        }
    }

    @Test func addressesStandInOneOrder() {
        #expect(HostNames.currentAddresses() == HostNames.currentAddresses().sorted())
        #expect(Set(self.host.addresses).count == self.host.addresses.count)
    }

    @Test func loopbackIsAmongTheAddresses() { #expect(self.host.addresses.contains("127.0.0.1")) }
}
