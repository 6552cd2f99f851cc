// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.19
    func changeNotify(_ request: SMB2.ChangeNotifyRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        let file = try open.file()
        guard file.handle.isDirectory else { throw .invalidParameter }
        // Who may not list a directory may not learn its names this way either (CVE-2020-14318).
        try open.require(anyOf: .listDirectory)
        let limit = try self.count(request.outputBufferLength)
        let filter = ChangeFilter(rawValue: request.completionFilter)
        // Bits that [MS-SMB2] 2.2.35 does not name are taken, as Windows takes them: they never come true.
        guard filter != [] else { throw .invalidParameter }

        try self.verifyMayWait()
        let watch = try self.watch(open, file, filter, subtree: request.flags.contains(.watchTree))
        if self.server.opens.isCondemned(file.handle.identity) { throw .deletePending }
        if watch.hasMissedAnything {
            return .repliedWith(try SMB2.ChangeNotifyResponse.write(watch.takeMissed(limit: limit), into: &reply, base: base))
        }
        let token = self.connection.nextToken()
        watch.wait(DirectoryWatch.Request(token: token, limit: limit))
        return .waiting(Waiting(token: token, cancel: { watch.stopWaiting(token) }))
    }

    /// The watch that the open's first request began: filter and depth stay as they were then. [MS-FSA] 2.1.5.11
    private func watch(_ open: Open, _ file: OpenFile, _ filter: ChangeFilter, subtree: Bool) throws(NTStatus) -> DirectoryWatch {
        if let watch = open.watch { return watch }
        guard self.connection.watches.count < ConnectionLimits.watches else { throw .insufficientResources }
        let token = self.connection.nextToken()
        let mailbox = self.connection.mailbox
        let changes = try file.handle.watch(filter, subtree: subtree) { mailbox.post(.directoryChanged(token, $0)) }
        let watch = DirectoryWatch(token: token, watch: changes)
        open.watch = watch
        self.connection.watches[token] = (self.session, open)
        try self.server.opens.watch(try open.registration(), mailbox, token)
        return watch
    }
}

extension ConnectionMachine {
    func directoryChanged(_ token: Token, _ changes: [FileChange]) {
        guard let watch = self.watches[token]?.open.watch else { return }
        watch.add(changes)
        guard watch.hasMissedAnything, let request = watch.requests.first else { return }
        watch.stopWaiting(request.token)
        self.complete(request.token) { (reply, base) throws(NTStatus) in
            try SMB2.ChangeNotifyResponse.write(watch.takeMissed(limit: request.limit), into: &reply, base: base)
        }
    }

    /// The client shall let go of the directory, so that it can be removed. [MS-FSA] 2.1.5.11.2
    func directoryCondemned(_ token: Token) {
        guard let watch = self.watches[token]?.open.watch else { return }
        for request in watch.requests { self.cancelWaiting(request.token, status: .deletePending) }
    }

    /// The directory closes: requests that still wait are told so. [MS-SMB2] 3.3.5.19
    func endWatch(of open: Open) {
        guard let watch = open.watch else { return }
        open.watch = nil
        self.watches[watch.token] = nil
        watch.cancel()
        for request in watch.requests { self.cancelWaiting(request.token, status: .notifyCleanup) }
    }
}

extension SMB2.ChangeNotifyResponse {
    /// No changes: "enumerate the directory", because there were too many.
    fileprivate static func write(_ changes: [FileChange], into reply: inout WireWriter, base: Int) throws(NTStatus) -> NTStatus {
        let payload = Self.begin(in: &reply, base: base)
        var previous: Int?
        for change in changes {
            EntryChain.begin(in: &reply, alignment: 4, base: payload.start, previous: &previous)
            reply.u32(change.action.rawValue)
            let length = reply.reserve32()
            reply.fill(length, with: reply.utf16(change.name))
        }
        payload.finish(in: &reply)
        return changes.isEmpty ? .notifyEnumDir : .success
    }
}
