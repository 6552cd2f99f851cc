// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBWire

extension FileOperations {
    /// Opens a pipe on IPC$ and puts it among the session's opens. A name with a separator in it is no name of a pipe, whatever lies
    /// behind it (CVE-2017-7494, CVE-2023-3961).
    func openPipe(
        _ name: String, _ desired: AccessMask, _ disposition: CreateDisposition, _ options: CreateOptions,
        as id: () throws(NTStatus) -> SMB2.FileID
    ) throws(NTStatus) -> Open {
        guard !name.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") }) else { throw .objectNameInvalid }
        guard name.lowercased() == Pipe.name else { throw .objectNameNotFound }
        if self.session.principal.kind == .anonymous, !self.server.settings.value.letsNullSessions(open: Pipe.name) {
            self.connection.refuseNullSession(Pipe.name, of: self.session)
            throw .accessDenied
        }
        guard disposition == .open || disposition == .openIf else { throw .accessDenied }
        let pipeCount = self.session.opens.values.count { open in
            if case .pipe = open.object { true } else { false }
        }
        guard pipeCount < ConnectionLimits.pipesPerSession else { throw .pipeNotAvailable }
        let asked = desired.expandingGenerics()
        let access = asked.contains(.maximumAllowed) ? Pipe.access : asked.intersection(Pipe.access)
        guard access != [] else { throw .accessDenied }

        let open = Open(
            id: try id(), tree: self.tree, object: .pipe(Pipe()), access: access, options: options, path: StorePath([Pipe.name]))
        self.session.opens[open.id.volatile] = open
        return open
    }

    /// What srvsvc tells this user: the shares that the user may enter.
    var serverService: ServerService {
        let principal = self.session.principal
        let shares = self.server.shares.value.all.filter { self.connection.right(of: principal, on: $0) > .none }
            .map { ServerService.Share(name: $0.name, comment: $0.comment) }
        return ServerService(
            serverName: self.connection.names.announced.netbiosName,
            shares: shares + [ServerService.Share(name: "IPC$", kind: .ipc.special, comment: "Named pipes")],
            callerIsAdministrator: principal.isAdministrator)
    }
}
