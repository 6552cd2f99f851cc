// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.59.4
    func ntTransactNotifyChange(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard let notify = SMB1.NotifyChangeSetup(request.setup) else { throw .invalidParameter }
        let open = try self.open(notify.file, chain)
        let file = try open.file()
        guard file.handle.isDirectory else { throw .invalidParameter }
        // Who may not list a directory may not learn its names this way either (CVE-2020-14318).
        try open.require(anyOf: .listDirectory)
        guard notify.completionFilter != 0 else { throw .invalidParameter }
        let watch = try self.files.watch(open, file, ChangeFilter(rawValue: notify.completionFilter), subtree: notify.watchesTree)
        if self.server.opens.isCondemned(file.handle.identity) { throw .deletePending }
        let limit = request.maximumParameterCount
        if watch.hasMissedAnything {
            return try self.answer(request, with: TransactionAnswer(watch.takeMissed(limit: limit)), &chain, &reply)
        }
        let token = self.connection.nextToken()
        watch.wait(DirectoryWatch.Request(token: token, limit: limit))
        self.machine.notifies[token] = request
        return .waiting(Waiting(token: token, cancel: { watch.stopWaiting(token) }))
    }
}

extension SMB1Machine {
    /// Something happened in a directory that is watched.
    func completeNotify(_ token: Token, _ changes: [FileChange]) {
        guard let request = self.notifies[token] else { return }
        self.complete(token) { (chain, reply) throws(NTStatus) in
            try self.answer(request, with: TransactionAnswer(changes), &chain, &reply)
        }
    }
}

extension TransactionAnswer {
    /// The names are parameters, not data. None: too many for the answer, or the directory has been closed. Clients know that without a
    /// status of its own, and some take NOTIFY_ENUM_DIR for an error.
    fileprivate init(_ changes: [FileChange]) {
        self.init(parameters: { changes.encode(into: &$0, base: 0) })
    }
}
