// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBAudit
import SMBSettings
import SMBWire

/// Asks what was recorded about settings that may come.
enum WhoBreaks {
    static func assess(
        _ state: StateDirectory, question: [String: RegistryValue], current: Settings, since: NTTime
    ) throws(CommandFailure) -> Assessment {
        let proposed = try current.with(question, for: "assess")
        let (kinds, trials) = try CommandFailure.explaining("read what was recorded") { () throws(StateError) in
            let reader = try AuditReader(in: state)
            return (try reader.sessionKinds(since: since), try reader.trials(since: since))
        }
        return SMBAudit.assess(kinds, trials: trials, question: question, current: current, proposed: proposed)
    }
}

extension Settings {
    /// These settings with some values changed; refused when they contradict each other then.
    func with(_ values: [String: RegistryValue], for what: String) throws(CommandFailure) -> Settings {
        var settings = self
        do throws(SettingError) {
            for (name, value) in values { try SettingKey.required(name).set(value, in: &settings) }
            if let contradiction = settings.contradiction { throw contradiction }
        } catch {
            throw CommandFailure(what, error)
        }
        return settings
    }
}
