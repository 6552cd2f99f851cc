// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Logging
import SMBAuth
import SMBEngine
import Synchronization
import Testing

@testable import SMBServer

/// Refuses every ticket, as soon as it is let.
private struct Gate: KerberosAcceptor {
    let opening = DispatchSemaphore(value: 0)

    func accept(_ request: KerberosRequest) throws(KerberosFailure) -> KerberosAcceptance {
        self.opening.wait()
        throw KerberosFailure(.ticketInvalid)
    }
}

/// Counts what a logger is given, by level.
private final class Tally: LogHandler, Sendable {
    private let counts = Mutex<[Logger.Level: Int]>([:])
    subscript(_ level: Logger.Level) -> Int { self.counts.withLock { $0[level] ?? 0 } }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) { self.counts.withLock { $0[event.level, default: 0] += 1 } }
}

private struct Broken: KerberosAcceptor {
    func accept(_ request: KerberosRequest) throws(KerberosFailure) -> KerberosAcceptance { throw KerberosFailure(.kerberosUnavailable) }
}

@Suite("The queue of tickets") struct TicketQueueTests {
    private static let request = KerberosRequest(message: [], mechanismList: nil)
    private let tally = Tally()
    private let queue: TicketQueue

    init() {
        let tally = self.tally
        self.queue = TicketQueue(logger: Logger(label: "test", factory: { _ in tally }))
    }

    /// The reasons of the first `expected` answers to `count` tickets of one address.
    private func send(
        _ count: Int, to acceptor: any KerberosAcceptor, from address: String = "192.0.2.1", isWaiting: Bool = true
    ) -> AsyncStream<AuthenticationFailure.Reason> {
        let (answers, inbox) = AsyncStream.makeStream(of: AuthenticationFailure.Reason.self)
        for _ in 0..<count {
            self.queue.submit(
                Self.request, to: acceptor, from: Peer(address: address, isLoopback: false), isWaiting: { isWaiting },
                answer: { if case .failure(let failure) = $0 { inbox.yield(failure.reason) } })
        }
        return answers
    }

    private func first(_ count: Int, of answers: AsyncStream<AuthenticationFailure.Reason>) async -> [AuthenticationFailure.Reason] {
        var reasons: [AuthenticationFailure.Reason] = []
        for await reason in answers.prefix(count) { reasons.append(reason) }
        return reasons
    }

    @Test func anAddressHasEightPlacesAndTheRestIsRefusedAtOnce() async {
        let gate = Gate()
        let flood = self.send(9, to: gate)
        let other = self.send(1, to: gate, from: "192.0.2.2")
        #expect(await self.first(1, of: flood) == [.kerberosUnavailable])
        for _ in 0..<9 { gate.opening.signal() }
        #expect(await self.first(8, of: flood) == Array(repeating: .ticketInvalid, count: 8))
        #expect(await self.first(1, of: other) == [.ticketInvalid])
        await self.queue.shutDown()
        #expect(self.tally[.error] == 0)
    }

    @Test func allAddressesTogetherHaveSixtyFourPlaces() async {
        let gate = Gate()
        for number in 1...8 { _ = self.send(8, to: gate, from: "192.0.2.\(number)") }
        #expect(await self.first(1, of: self.send(1, to: gate, from: "192.0.2.9")) == [.kerberosUnavailable])
        for _ in 0..<64 { gate.opening.signal() }
        await self.queue.shutDown()
    }

    @Test func aTicketWhoseClientHasGoneIsNotProved() async {
        let closed = self.send(8, to: Gate(), isWaiting: false)
        // The gate stays shut: only who does not wait for it lets the next one through.
        #expect(await self.first(1, of: self.send(1, to: Broken(), from: "192.0.2.2")) == [.kerberosUnavailable])
        _ = closed
        await self.queue.shutDown()
    }

    @Test func ourOwnFaultIsLoggedOnce() async {
        #expect(await self.first(5, of: self.send(5, to: Broken())) == Array(repeating: .kerberosUnavailable, count: 5))
        #expect(self.tally[.error] == 1)
        #expect(self.tally[.debug] == 4)
        await self.queue.shutDown()
    }
}
