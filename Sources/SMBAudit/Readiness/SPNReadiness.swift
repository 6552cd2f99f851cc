// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

/// Whether a kind of session lives on at a hardening level. The same function refuses logons, so the two cannot differ.
enum SPNReadiness {
    static func judge(_ kind: SessionKind, at level: HardeningLevel) -> Finding {
        self.judge(kind, verdict: kind.logon.spn, at: level)
    }

    /// Judges with another verdict than was recorded: the names may change too.
    static func judge(_ kind: SessionKind, verdict: SPNVerdict, at level: HardeningLevel) -> Finding {
        guard verdict.isRefused(at: level, kind: kind.logon.kind) else {
            if kind.logon.kind != .user { return Finding(.ready, .none, "A logon of no user proves no name, and none is required.") }
            return self.accepted(verdict, at: level)
        }
        switch kind.logon.kind {
        case .guest:
            return Finding(
                .breaks, .none, "A guest logon proves no name and is refused where an SPN is required.",
                advice: "Give the client a user and a password.")
        case .anonymous:
            return Finding(
                .breaks, .none, "An anonymous session carries no SPN and is refused where one is required.",
                advice: "Give the client a user and a password.")
        case .user:
            return self.refused(verdict)
        }
    }

    private static func accepted(_ verdict: SPNVerdict, at level: HardeningLevel) -> Finding {
        switch verdict {
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
