// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.10
    func close(_ request: SMB2.CloseRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        // Attributes that can't be had are no reason to keep the file open.
        let metadata: FileMetadata? =
            if request.flags.contains(.postqueryAttributes), case .file(let file, _) = open.object { try? file.handle.metadata() } else {
                nil
            }
        self.connection.close(open, of: self.session)
        self.response(metadata).encode(into: &reply, base: base)
        return .replied
    }

    private func response(_ metadata: FileMetadata?) -> SMB2.CloseResponse {
        guard let metadata else { return SMB2.CloseResponse() }
        return SMB2.CloseResponse(
            flags: .postqueryAttributes, creationTime: metadata.creationTime, lastAccessTime: metadata.lastAccessTime,
            lastWriteTime: metadata.lastWriteTime, changeTime: metadata.changeTime, allocationSize: metadata.allocationSize,
            endOfFile: metadata.endOfFile, fileAttributes: metadata.wireAttributes)
    }
}

extension ConnectionMachine {
    /// Ends an open, whatever ended it: CLOSE, its tree, its session or the connection. [MS-SMB2] 3.3.4.17
    func close(_ open: Open, of session: Session) {
        // SMB1 gives a number away again, perhaps while something still holds the open that had it.
        guard session.opens[open.id.volatile] === open else { return }
        session.opens[open.id.volatile] = nil
        self.endWatch(of: open)
        self.endOplock(of: open)
        guard case .file(let file, let registration) = open.object else { return }
        self.finish(registration, condemning: Self.removes(open, file) ? file : nil)
        // The stream is closed before its file, which may be waiting for that to go.
        if let stream = open.stream { self.finish(stream.file, condemning: nil) }
    }

    /// A directory that is not empty stays, and nobody is told that it is about to go. [MS-FSA] 2.1.5.5
    private static func removes(_ open: Open, _ file: OpenFile) -> Bool {
        guard open.options.contains(.deleteOnClose) else { return false }
        guard file.handle.isDirectory else { return true }
        return !open.path.isRoot && ((try? file.handle.isEmptyDirectory()) ?? false)
    }

    private func finish(_ registration: OpenRegistration, condemning file: OpenFile?) {
        let closing = self.server.opens.close(registration, condemning: file)
        for token in closing.abandonedLocks { self.cancelWaiting(token, status: .rangeNotLocked) }
        if let removal = closing.removal {
            // Nobody could be told: CLOSE succeeds whether the name goes or not. A directory that got a file meanwhile stays.
            try? removal.handle.remove()
            self.server.opens.finishRemoval(registration.identity)
        }
    }
}
