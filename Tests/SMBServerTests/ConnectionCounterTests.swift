// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SMBServer

@Suite("Connection counter") struct ConnectionCounterTests {
    let counter = ConnectionCounter()

    private func enter(_ address: String) -> Bool { self.counter.enter(address, maximum: 3, maximumPerAddress: 2) }

    @Test func oneAddressCannotTakeEveryPlace() {
        #expect(self.enter("192.0.2.1"))
        #expect(self.enter("192.0.2.1"))
        #expect(!self.enter("192.0.2.1"))
        #expect(self.enter("192.0.2.2"))
    }

    @Test func allAddressesTogetherHaveALimit() {
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] { #expect(self.enter(address)) }
        #expect(!self.enter("192.0.2.4"))
    }

    @Test func whoLeavesGivesThePlaceBack() {
        for _ in 0..<1000 {
            #expect(self.enter("192.0.2.1"))
            self.counter.leave("192.0.2.1")
        }
    }

    /// A refusal that was counted would lock the address out for ever. (CVE-2026-23228)
    @Test func refusalsAreNotCounted() {
        for _ in 0..<2 { #expect(self.enter("192.0.2.1")) }
        for _ in 0..<1000 { #expect(!self.enter("192.0.2.1")) }
        self.counter.leave("192.0.2.1")
        #expect(self.enter("192.0.2.1"))
    }

    @Test func leavingTwiceMakesNoRoomForTwo() {
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] { #expect(self.enter(address)) }
        self.counter.leave("192.0.2.1")
        self.counter.leave("192.0.2.1")
        #expect(self.enter("192.0.2.4"))
        #expect(!self.enter("192.0.2.5"))
    }
}
