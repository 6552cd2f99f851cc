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
        let watch = try self.files.watch(open, file, filter, subtree: request.flags.contains(.watchTree))
        if self.server.opens.isCondemned(file.handle.identity) { throw .deletePending }
        if watch.hasMissedAnything {
            return .repliedWith(try SMB2.ChangeNotifyResponse.write(watch.takeMissed(limit: limit), into: &reply, base: base))
        }
        let token = self.connection.nextToken()
        watch.wait(DirectoryWatch.Request(token: token, limit: limit))
        return .waiting(Waiting(token: token, cancel: { watch.stopWaiting(token) }))
    }
}

extension SMB2.ChangeNotifyResponse {
    /// No changes: "enumerate the directory", because there were too many.
    static func write(_ changes: [FileChange], into reply: inout WireWriter, base: Int) throws(NTStatus) -> NTStatus {
        let payload = Self.begin(in: &reply, base: base)
        changes.encode(into: &reply, base: payload.start)
        payload.finish(in: &reply)
        return changes.isEmpty ? .notifyEnumDir : .success
    }
}
