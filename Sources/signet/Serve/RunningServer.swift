// SPDX-License-Identifier: Apache-2.0
import EventStore
import Logging
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBServer
import SMBSettings
import SMBWire

/// The one place that knows everything: state, settings, shares, users, audit and server, and how a change reaches them.
actor RunningServer {
    let server: Server
    private let plan: ServePlan
    private let logger: Logger
    private let audit: AuditWriter
    private let users: UserSnapshot
    private let stores: ShareStores
    private var effective: EffectiveSettings
    private(set) var host: HostNames

    init(_ plan: ServePlan, logger: Logger) throws {
        let what = "start the server"
        let effective = try plan.startSettings()
        KerberosPlan.keepReplayCache(in: plan.state)
        let kerberos = try plan.kerberosService()
        let host = HostNames.current()
        let stores = ShareStores(logger: logger)
        let users = UserSnapshot(try plan.users())
        let audit = try CommandFailure.explaining(what) { () throws(StateError) in
            try AuditWriter(
                in: plan.state, computer: host.qualified, limits: AuditLimits(effective.settings), report: { $0.log(to: logger) })
        }
        let guid = try CommandFailure.explaining(what) { () throws(StateError) in
            try SettingsDatabase(in: plan.state).serverGUID(orNew: SystemEntropy().bytes(16))
        }
        let state = ServerState(
            guid: GUID(bytes: guid) ?? .zero, settings: effective.settings, shares: stores.table(try plan.shares()),
            names: ServerIdentity(host, plan, settings: effective.settings), entropy: SystemEntropy(),
            clock: SystemClock(), sink: audit, kerberos: kerberos)
        Allocator.keepLargeBuffers()
        self.server = Server(state: state, credentials: users, logger: logger, loops: System.coreCount)
        self.plan = plan
        self.logger = logger
        self.audit = audit
        self.users = users
        self.stores = stores
        self.effective = effective
        self.host = host
        for problem in effective.problems { logger.error("setting left out", metadata: ["reason": "\(problem)"]) }
        if effective.settings.refusesNTLM, kerberos == nil {
            logger.warning("nobody can log on: NTLM is refused, and no keytab is there for Kerberos")
        }
        if effective.settings.speaksSMB1 { Self.warnOfSMB1(logger) }
    }

    func answer(_ request: ControlRequest) async -> ControlResponse {
        switch request {
        case .reload: self.reload()
        case .settings: .settings(self.effective.report)
        case .sessions: .sessions(self.sessions())
        case .closeSessions(let ids): .closed(await self.close(ids))
        case .trials: .trials(self.trials())
        case .allowTrial(let address): self.allowTrial(address)
        case .cancelTrial(let address): self.cancelTrial(address)
        }
    }

    /// The host is called otherwise from now on: so it is for every logon that ends after this, on connections that exist too.
    func apply(_ host: HostNames) {
        self.logger.notice(
            "names of this host", metadata: ["name": "\(host.qualified)", "addresses": "\(host.addresses.joined(separator: " "))"])
        self.host = host
        self.replaceNames()
    }

    private func replaceNames() {
        self.server.state.names.replace(ServerIdentity(self.host, self.plan, settings: self.effective.settings))
    }

    private static func warnOfSMB1(_ logger: Logger) {
        logger.warning(
            "SMB1 is on",
            metadata: [
                "risk": "it encrypts nothing, signs with MD5, and anybody on the way can make a client fall back to it",
                "remedy":
                    "close shares to it that no old device needs, have AuditSmb1Access tell who uses it, and set SMB1 to 0 when nobody does",
            ])
    }

    func shutDown() async {
        await self.server.shutDown()
        self.audit.flush()
    }
}

extension RunningServer {
    /// All or nothing: what cannot be read or contradicts itself leaves in force what is.
    private func reload() -> ControlResponse {
        do throws(CommandFailure) {
            let effective = try self.plan.settings()
            if let contradiction = effective.settings.contradiction { throw CommandFailure("apply the settings", contradiction) }
            let users = try self.plan.users()
            let shares = try self.plan.shares()
            let kerberos = try self.plan.kerberosService()
            if effective.settings.speaksSMB1, !self.effective.settings.speaksSMB1 { Self.warnOfSMB1(self.logger) }
            self.effective = effective
            self.users.replace(users)
            self.endSessionsOfLostUsers()
            let state = self.server.state
            state.settings.replace(effective.settings)
            state.kerberos.replace(kerberos)
            state.replace(self.stores.table(shares))
            self.replaceNames()
            self.audit.apply(AuditLimits(effective.settings))
            for problem in effective.problems { self.logger.error("setting left out", metadata: ["reason": "\(problem)"]) }
            return .done
        } catch {
            self.logger.error("reload failed", metadata: ["reason": "\(error)"])
            return .failed(error.description)
        }
    }

    /// Who is removed, disabled or no administrator any more is so at once, not from the next logon on.
    private func endSessionsOfLostUsers() {
        let table = self.server.state.sessions
        for row in table.all where row.principal.kind == .user {
            let credential = self.users.credential(for: CredentialQuery(user: row.principal.userName, domain: ""))
            let isSame =
                credential?.relativeIdentifier == row.principal.relativeID && credential?.isEnabled == true
                && credential?.isAdministrator == row.principal.isAdministrator
            if !isSame { _ = table.end(row.id, .policyChanged) }
        }
    }

    private func sessions() -> [LiveSession] {
        self.server.state.sessions.all.map { LiveSession($0) }
    }

    /// Returns when they have ended.
    private func close(_ ids: [String]) async -> Int {
        var count = 0
        for id in ids {
            guard id.hasPrefix("0x"), let number = UInt64(id.dropFirst(2), radix: 16) else { continue }
            let wasThere = await withCheckedContinuation { continuation in
                let sessions = self.server.state.sessions
                let isThere = sessions.end(number, .closedByAdministrator) { continuation.resume(returning: true) }
                if !isThere { continuation.resume(returning: false) }
            }
            if wasThere { count += 1 }
        }
        return count
    }
}

extension LiveSession {
    fileprivate init(_ row: SessionTable.Row) {
        let hasKey = row.principal.kind == .user
        self.init(
            id: "0x" + String(row.id, radix: 16), client: row.address, workstation: row.workstation, user: row.principal.userName,
            kind: Kind(row.principal.kind), dialect: row.dialect.rawValue, signingRequired: row.signingRequired,
            signingAlgorithm: hasKey ? row.signingAlgorithm : nil, cipher: row.cipher, encrypted: row.encryptsData,
            mechanism: row.mechanism, spn: row.spn, protection: row.protection?.rawValue, evidence: row.evidence.rawValue,
            since: Double(row.since.unixSeconds) + Double(row.since.nanoseconds) / 1e9)
    }
}

extension AuditLimits {
    fileprivate init(_ settings: Settings) {
        self.init(retentionDays: settings.auditRetentionDays, maximumMegabytes: settings.auditMaximumMegabytes)
    }
}

extension AuditTrouble {
    fileprivate func log(to logger: Logger) {
        switch self {
        case .failing(let reason): logger.error("the audit cannot be stored and waits in memory", metadata: ["reason": "\(reason)"])
        case .recovered: logger.notice("the audit is stored again")
        case .lost(let losses):
            logger.critical(
                "records of the audit are lost",
                metadata: [
                    "count": "\(losses.count)", "from": "\(Timestamp.plain(losses.first))", "to": "\(Timestamp.plain(losses.last))",
                ])
        }
    }
}
