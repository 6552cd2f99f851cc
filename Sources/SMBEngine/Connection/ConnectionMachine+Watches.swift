// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension ConnectionMachine {
    func directoryChanged(_ token: Token, _ changes: [FileChange]) {
        guard let watch = self.watches[token]?.open.watch else { return }
        watch.add(changes)
        guard watch.hasMissedAnything, let request = watch.requests.first else { return }
        watch.stopWaiting(request.token)
        let changes = watch.takeMissed(limit: request.limit)
        if let smb1 = self.smb1 { return smb1.completeNotify(request.token, changes) }
        self.complete(request.token) { (reply, base) throws(NTStatus) in
            try SMB2.ChangeNotifyResponse.write(changes, into: &reply, base: base)
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
