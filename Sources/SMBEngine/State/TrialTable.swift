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
    }

    package enum Refusal: Error, Hashable {
        case notAnAddress
        case tooMany
    }

    package static let maximumCount = 1024
    /// A client that did not come within a day is not surprised by it later.
    package static let lifetimeHours: UInt64 = 24

    private let trials = Mutex<[String: Trial]>([:])

    package init() {}

    /// Puts the next connection of an address on trial. Allowing it again only lets it last longer.
    @discardableResult
    package func allow(_ address: String, now: NTTime) throws(Refusal) -> Trial {
        let address = try Self.canonical(address)
        let trial = Trial(address: address, expires: NTTime(rawValue: now.rawValue &+ Self.lifetimeHours * 36_000_000_000))
        let isStored = self.trials.withLock { trials in
            Self.prune(&trials, now)
            guard trials[address] != nil || trials.count < Self.maximumCount else { return false }
            trials[address] = trial
            return true
        }
        guard isStored else { throw .tooMany }
        return trial
    }

    /// False: there was none.
    package func cancel(_ address: String, now: NTTime) throws(Refusal) -> Bool {
        let address = try Self.canonical(address)
        return self.trials.withLock { trials in
            Self.prune(&trials, now)
            return trials.removeValue(forKey: address) != nil
        }
    }

    /// Those that nobody has used yet, by address.
    package func list(now: NTTime) -> [Trial] {
        self.trials.withLock { trials in
            Self.prune(&trials, now)
            return trials.values.sorted { $0.address < $1.address }
        }
    }

    /// The trial of an address, which the caller uses up.
    func take(_ address: String, now: NTTime) -> Trial? {
        self.trials.withLock { trials in
            guard !trials.isEmpty, let address = try? Self.canonical(address), let trial = trials.removeValue(forKey: address),
                trial.expires > now
            else { return nil }
            return trial
        }
    }

    /// Gives back a trial that showed nothing. A newer one stays.
    func putBack(_ trial: Trial) {
        self.trials.withLock { if $0[trial.address] == nil { $0[trial.address] = trial } }
    }

    /// One spelling for each address; a zone means nothing to a peer.
    package static func canonical(_ address: String) throws(Refusal) -> String {
        guard let address = IPAddress(String(address.prefix { $0 != "%" })) else { throw .notAnAddress }
        return address.description
    }

    private static func prune(_ trials: inout [String: Trial], _ now: NTTime) {
        trials = trials.filter { $0.value.expires > now }
    }
}
