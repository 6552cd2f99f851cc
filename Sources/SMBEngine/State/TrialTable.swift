// SPDX-License-Identifier: Apache-2.0
import SMBAudit
package import SMBWire
import Synchronization

/// The addresses whose next connection is a trial: signing is announced as required on it and insisted on, to see whether the client
/// can. An administrator allows each one; a connection uses it up.
package final class TrialTable: Sendable {
    package struct Trial: Hashable, Sendable {
        /// Textual, an IPv4-mapped address as IPv4.
        package let address: String
        package let expires: NTTime
        /// So often a connection took it and showed nothing.
        var timesGivenBack = 0
    }

    package enum Refusal: Error, Hashable {
        case notAnAddress
        case tooMany
    }

    package static let maximumCount = 1024
    /// A client that did not come within a day is not surprised by it later.
    package static let lifetimeHours: UInt64 = 24

    /// A client that shows nothing so often is not held to signatures any longer.
    static let maximumTimesGivenBack = 3

    private struct State {
        var waiting: [String: Trial] = [:]
        /// With a connection that has not told yet how it ended.
        var taken: Set<Trial> = []

        mutating func prune(_ now: NTTime) {
            self.waiting = self.waiting.filter { $0.value.expires > now }
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// Puts the next connection of an address on trial. Allowing it again only lets it last longer.
    @discardableResult
    package func allow(_ address: String, now: NTTime) throws(Refusal) -> Trial {
        let address = try Self.canonical(address)
        let trial = Trial(address: address, expires: NTTime(rawValue: now.rawValue &+ Self.lifetimeHours * 36_000_000_000))
        let isStored = self.state.withLock { state in
            state.prune(now)
            guard state.waiting[address] != nil || state.waiting.count < Self.maximumCount else { return false }
            state.waiting[address] = trial
            return true
        }
        guard isStored else { throw .tooMany }
        return trial
    }

    /// False: there was none. A connection that has taken the trial ends it, and does not give it back.
    package func cancel(_ address: String, now: NTTime) throws(Refusal) -> Bool {
        let address = try Self.canonical(address)
        return self.state.withLock { state in
            state.prune(now)
            let taken = state.taken.filter { $0.address == address }
            state.taken.subtract(taken)
            return state.waiting.removeValue(forKey: address) != nil || !taken.isEmpty
        }
    }

    /// Those that nobody has used yet, by address.
    package func list(now: NTTime) -> [Trial] {
        self.state.withLock { state in
            state.prune(now)
            return state.waiting.values.sorted { $0.address < $1.address }
        }
    }

    /// The trial of an address. The caller either uses it up or puts it back.
    func take(_ address: String, now: NTTime) -> Trial? {
        self.state.withLock { state in
            guard !state.waiting.isEmpty, let address = try? Self.canonical(address),
                let trial = state.waiting.removeValue(forKey: address), trial.expires > now
            else { return nil }
            state.taken.insert(trial)
            return trial
        }
    }

    /// Gives back a trial that showed nothing, unless it was cancelled meanwhile. A newer one stays.
    func putBack(_ trial: Trial, now: NTTime) {
        self.state.withLock { state in
            guard state.taken.remove(trial) != nil, trial.expires > now, trial.timesGivenBack < Self.maximumTimesGivenBack,
                state.waiting[trial.address] == nil
            else { return }
            var trial = trial
            trial.timesGivenBack += 1
            state.waiting[trial.address] = trial
        }
    }

    /// The trial came to its end: from now on there is nothing to cancel.
    func useUp(_ trial: Trial) {
        self.state.withLock { _ = $0.taken.remove(trial) }
    }

    /// One spelling for each address; a zone means nothing to a peer.
    package static func canonical(_ address: String) throws(Refusal) -> String {
        guard let address = IPAddress(String(address.prefix { $0 != "%" })) else { throw .notAnAddress }
        return address.description
    }
}
