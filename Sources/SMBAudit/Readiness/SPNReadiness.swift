// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

/// Whether a kind of session lives on at a hardening level. The same function refuses logons, so the two cannot differ.
///
/// To pass and to be protected are two things: a name that the client took out of our challenge, or that a ticket shows in the clear,
/// passes, and would have passed for a relay's victim as well.
enum SPNReadiness {
    static func judge(_ kind: SessionKind, at level: HardeningLevel) -> Finding {
        self.judge(kind, verdict: kind.logon.spn, at: level)
    }

    /// Judges with another verdict than was recorded: the names may change too.
    static func judge(_ kind: SessionKind, verdict: SPNVerdict, at level: HardeningLevel) -> Finding {
        var logon = kind.logon
        logon.spn = verdict
        return self.judge(logon, at: level).relayProtected(logon.spnProvesTarget)
    }

    private static func judge(_ logon: LogonFact, at level: HardeningLevel) -> Finding {
        guard logon.spn.isRefused(at: level, kind: logon.kind) else {
            if logon.kind != .user { return Finding(.ready, .none, "A logon of no user proves no name, and none is required.") }
            return self.accepted(logon, at: level)
        }
        switch logon.kind {
        case .guest:
            return Finding(
                .breaks, .none, "A guest logon proves no name and is refused where an SPN is required.",
                advice: "Give the client a user and a password.")
        case .anonymous:
            return Finding(
                .breaks, .none, "An anonymous session carries no SPN and is refused where one is required.",
                advice: "Give the client a user and a password.")
        case .user:
            return self.refused(logon.spn)
        }
    }

    private static func accepted(_ logon: LogonFact, at level: HardeningLevel) -> Finding {
        switch logon.spn {
        case .accepted(let spn, _) where logon.challengeWasRewritten:
            Finding(
                .ready, .contradicted,
                "It sends the SPN \(spn), which is this server's, but the challenge that it answered was rewritten on its way: it passes, "
                    + "not protected.",
                advice: "Find out who stands between this client and the server (event 60004).")
        case .accepted(let spn, _) where logon.nameOrigin == .echoed:
            Finding(
                .ready, .seen,
                "It sends the SPN \(spn), which is this server's, but takes it from the server's own challenge, and so would take a "
                    + "relay's: it passes, not protected.",
                advice: "Its SPN stops no relay. Require signing or encryption of it.")
        case .accepted(let spn, _) where logon.nameSource == .ticket:
            Finding(
                .ready, .seen, "Its ticket is for \(spn), which is this server's (ticket name, forgeable): it passes, not protected.",
                advice: "Its SPN stops no relay. Require signing or encryption of it.")
        case .accepted(let spn, let tolerances) where tolerances.isEmpty:
            Finding(.ready, .seen, "It sends the SPN \(spn), which is this server's.")
        case .accepted(let spn, let tolerances):
            Finding(
                .ready, .seen,
                "It sends the SPN \(spn), which is this server's when some things are overlooked: "
                    + tolerances.map(\.rawValue).joined(separator: ", ") + ".")
        case .absent, .empty:
            Finding(.ready, .none, "It sends no SPN, and level \(level.rawValue) requires none.")
        case .unrecognized(let spn, _, _):
            Finding(.ready, .seen, "It sends the SPN \(spn), which is not this server's, and level \(level.rawValue) does not mind.")
        }
    }

    private static func refused(_ verdict: SPNVerdict) -> Finding {
        switch verdict {
        case .accepted(let spn, _):
            Finding(.ready, .seen, "It sends the SPN \(spn), which is this server's.")
        case .absent(let status) where status == SPNVerdict.unsupportedFunction:
            Finding(
                .breaks, .none, "It logs on in a way that cannot carry an SPN.", advice: "Make the client use NTLMv2 or Kerberos.")
        case .absent:
            Finding(
                .breaks, .none, "It sends no SPN, or says that it does not trust the one it sends; level 2 refuses it, level 1 does not.",
                advice: "Update the client or switch extended protection on in it; until then stay at level 1.")
        case .empty:
            Finding(
                .breaks, .seen, "It sends an empty SPN; level 2 refuses it, level 1 does not.",
                advice: "Make the client's software name the server that it connects to; until then stay at level 1.")
        case .unrecognized(let spn, false, _):
            Finding(
                .breaks, .seen, "It sends the SPN \(spn), whose service class is not cifs.",
                advice: "Update the client or correct the service name that it is configured with.")
        case .unrecognized(let spn, true, _):
            Finding(
                .breaks, .seen, "It sends the SPN \(spn), which names another host.",
                advice: "If that is a name of this server, add it to SrvAllowedServerNames; otherwise find out who sent the client here.")
        }
    }
}
