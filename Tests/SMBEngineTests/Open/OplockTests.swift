// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@testable import SMBEngine

@Suite("The oplock of one file") struct OplockTests {
    private let mailbox = PostBox()

    private func holder(_ owner: UInt64, takesLevelII: Bool = true) -> Oplock.Holder {
        Oplock.Holder(owner: owner, takesLevelII: takesLevelII, token: Token(owner), mailbox: self.mailbox)
    }

    private func held(_ level: OplockLevel, takesLevelII: Bool = true) -> Oplock {
        var oplock = Oplock()
        _ = oplock.grant(level, to: self.holder(1, takesLevelII: takesLevelII), isAlone: true, isLocked: false)
        return oplock
    }

    @Test(
        "what an open gets",
        arguments: [
            (wanted: .batch, alone: true, locked: false, takesII: true, gets: .batch), (.exclusive, true, false, true, .exclusive),
            (.levelII, true, false, true, .levelII), (.batch, false, false, true, .levelII), (.batch, false, true, true, OplockLevel.none),
            (.exclusive, false, false, false, OplockLevel.none), (.none, true, false, true, OplockLevel.none),
        ] as [(wanted: OplockLevel, alone: Bool, locked: Bool, takesII: Bool, gets: OplockLevel)])
    func grants(_ wanted: OplockLevel, _ alone: Bool, _ locked: Bool, _ takesII: Bool, _ gets: OplockLevel) {
        var oplock = Oplock()
        #expect(oplock.grant(wanted, to: self.holder(1, takesLevelII: takesII), isAlone: alone, isLocked: locked) == gets)
    }

    @Test(
        "what an open leaves of another's",
        arguments: [
            (held: .batch, takesII: true, overwrites: false, left: .levelII, waits: true), (.exclusive, true, false, .levelII, true),
            (.batch, true, true, OplockLevel.none, true), (.exclusive, false, false, OplockLevel.none, true),
            (.levelII, true, true, OplockLevel.none, false),
            (.levelII, true, false, nil, false),
        ] as [(held: OplockLevel, takesII: Bool, overwrites: Bool, left: OplockLevel?, waits: Bool)])
    func breaks(_ held: OplockLevel, _ takesII: Bool, _ overwrites: Bool, _ left: OplockLevel?, _ waits: Bool) {
        var oplock = self.held(held, takesLevelII: takesII)
        var notices: [Oplock.Notice] = []
        #expect(oplock.yield(to: .open(overwrites: overwrites), telling: &notices) == waits)
        #expect(notices.map(\.level) == [left].compactMap { $0 })
        #expect(notices.allSatisfy { $0.needsAcknowledgment == waits })
    }

    @Test func aBreakIsAskedForOnce() {
        var oplock = self.held(.batch)
        var notices: [Oplock.Notice] = []
        #expect(oplock.yield(to: .open(overwrites: false), telling: &notices))
        #expect(oplock.yield(to: .open(overwrites: true), telling: &notices))
        #expect(notices.count == 1)
        #expect(oplock.isBatch)
    }

    @Test func whatIsKeptCanBeNoMoreThanWasLeft() throws {
        var oplock = self.held(.exclusive)
        var notices: [Oplock.Notice] = []
        #expect(oplock.yield(to: .open(overwrites: true), telling: &notices))
        #expect(throws: NTStatus.invalidOplockProtocol) { try oplock.acknowledge(by: 1, keeping: .levelII) }
        // The oplock is gone all the same.
        #expect(!oplock.yield(to: .open(overwrites: true), telling: &notices))
        #expect(notices.count == 1)
    }

    @Test func onlyTheHolderOfABreakingOplockAnswers() throws {
        var oplock = self.held(.exclusive)
        #expect(throws: NTStatus.invalidOplockProtocol) { try oplock.acknowledge(by: 1, keeping: .none) }
        var notices: [Oplock.Notice] = []
        #expect(oplock.yield(to: .open(overwrites: false), telling: &notices))
        #expect(throws: NTStatus.invalidOplockProtocol) { try oplock.acknowledge(by: 2, keeping: .none) }
        try oplock.acknowledge(by: 1, keeping: .levelII)
        #expect(!oplock.yield(to: .open(overwrites: false), telling: &notices))
        // What is left of it goes with the next write, unasked.
        #expect(!oplock.yield(to: .change, telling: &notices))
        #expect(notices.map(\.needsAcknowledgment) == [true, false])
    }

    @Test func aChangeEndsLevelIIForAll() {
        var oplock = self.held(.levelII)
        #expect(oplock.grant(.levelII, to: self.holder(2), isAlone: false, isLocked: false) == .levelII)
        var notices: [Oplock.Notice] = []
        #expect(!oplock.yield(to: .change, by: 2, telling: &notices))
        #expect(notices.map(\.holder.owner) == [1, 2])
        #expect(!oplock.yield(to: .change, by: 2, telling: &notices))
        #expect(notices.count == 2)
    }

    @Test func onlyABreakCanExpire() {
        var oplock = self.held(.batch)
        let early = oplock.expire(by: 1)
        #expect(!early)
        var notices: [Oplock.Notice] = []
        #expect(oplock.yield(to: .open(overwrites: false), telling: &notices))
        let ofAnother = oplock.expire(by: 2)
        #expect(!ofAnother)
        let ofItsHolder = oplock.expire(by: 1)
        #expect(ofItsHolder)
        #expect(!oplock.yield(to: .open(overwrites: false), telling: &notices))
    }
}
