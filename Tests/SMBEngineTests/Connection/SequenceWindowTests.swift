// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import Testing

@Suite("The sequence window") struct SequenceWindowTests {
    /// A window by reference: what changes it can stand inside an expectation.
    private final class Window {
        private var window = SequenceWindow()

        /// Ids 0 ..< count are granted and none is used.
        init(_ count: UInt16 = 1) { if count > 1 { _ = self.grant(count - 1, maximum: 8192) } }

        var outstanding: UInt64 { self.window.outstanding }
        func use(_ id: UInt64, charge: UInt16) -> Bool { self.window.use(id, charge: charge) }
        func grant(_ requested: UInt16, maximum: Int) -> UInt16 { self.window.grant(requested, maximum: maximum) }
    }

    @Test("begins with one id, 0") func begins() {
        let window = Window()
        #expect(window.outstanding == 1)
        #expect(!window.use(1, charge: 1))
        #expect(window.use(0, charge: 1))
        #expect(window.outstanding == 0)
        #expect(!window.use(0, charge: 1))
    }

    @Test("takes ids in any order, each once", arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] as [[UInt64]])
    func anyOrder(_ order: [UInt64]) {
        let window = Window(4)
        for id in order {
            #expect(window.use(id, charge: 1))
            #expect(!window.use(id, charge: 1))
        }
        #expect(window.outstanding == 0)
        #expect(window.grant(4, maximum: 8192) == 4)
        #expect(window.use(4, charge: 4))
    }

    @Test(
        "refuses a charge that touches a used id or one not granted",
        arguments: [(0, 3), (1, 2), (2, 1), (3, 2), (4, 1), (0, 65535)] as [(UInt64, UInt16)])
    func overlappingCharge(_ id: UInt64, _ charge: UInt16) {
        let window = Window(4)
        #expect(window.use(2, charge: 1))
        #expect(!window.use(id, charge: charge))
        #expect(window.outstanding == 4, "A refused charge uses nothing.")
        #expect(window.use(0, charge: 2))
        #expect(window.use(3, charge: 1))
    }

    @Test("charges nothing as one") func chargeOfZero() {
        let window = Window(2)
        #expect(window.use(0, charge: 0))
        #expect(!window.use(0, charge: 0))
        #expect(window.use(1, charge: 1))
    }

    @Test(
        "refuses ids near the end of 64 bits without overflow", arguments: [.max, .max - 1, .max - 65535, 1 << 63] as [UInt64],
        [0, 1, 65535] as [UInt16])
    func farIDs(_ id: UInt64, _ charge: UInt16) {
        let window = Window(8)
        #expect(!window.use(id, charge: charge))
        #expect(window.use(0, charge: 8))
    }

    @Test("keeps a hole open while the map wraps around many times") func wraps() {
        let window = Window()
        _ = window.grant(511, maximum: 512)
        // Always one id behind: the map of 8192 is gone through several times.
        for id in stride(from: 0 as UInt64, to: 40_000, by: 2) {
            #expect(window.use(id + 1, charge: 1))
            #expect(!window.use(id + 1, charge: 1))
            #expect(window.use(id, charge: 1))
            #expect(!window.use(id, charge: 1))
            #expect(window.grant(2, maximum: 512) == 2)
        }
        #expect(window.outstanding == 512)
    }

    @Test("never holds more than its capacity, holes included") func capacity() {
        let window = Window()
        #expect(window.grant(.max, maximum: 65535) == 8191)
        #expect(window.outstanding == SequenceWindow.capacity)
        for id in 1 as UInt64..<8192 { #expect(window.use(id, charge: 1)) }
        #expect(window.grant(1, maximum: 65535) == 0, "Id 0 is still out, and behind it the map is full.")
        #expect(window.use(0, charge: 1))
        #expect(window.outstanding == 0)
        #expect(window.grant(1, maximum: 65535) == 1)
    }

    @Test(
        "grants at least one, and no more than there may be",
        arguments: [(0, 512, 1), (1, 512, 1), (600, 512, 511), (5, 1, 0), (5, 0, 0), (5, -1, 0)] as [(UInt16, Int, UInt16)])
    func grants(_ requested: UInt16, _ maximum: Int, _ granted: UInt16) {
        let window = Window()
        #expect(window.grant(requested, maximum: maximum) == granted)
    }
}
