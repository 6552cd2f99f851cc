// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The folder that holds everything that lasts. Whoever can read it can log on as anybody, so it belongs to its owner alone.
package struct StateDirectory: Hashable, Sendable {
    package let path: String

    /// Creates what is missing, mode 0700.
    package init(preparing path: String) throws(StateError) {
        let absolute = path.hasPrefix("/") ? path : "\(try Self.workingDirectory())/\(path)"
        try Self.createFolder(absolute)
        self.path = absolute
    }

    package var settingsDatabase: String { "\(self.path)/settings.db" }
    package var auditDatabase: String { "\(self.path)/audit.db" }
    package var controlSocket: String { "\(self.path)/control.sock" }
    package var replayCache: String { "\(self.path)/kerberos.rcache" }
    package var policyFolder: String { "\(self.path)/policy.d" }

    /// `/var/lib/signet` for root, the user's own state folder otherwise.
    package static func standardPath(isRoot: Bool, home: String?) -> String {
        if isRoot { return "/var/lib/signet" }
        return "\(home ?? ".")/.local/state/signet"
    }

    /// Held by the one server that runs on this state; the kernel gives it up when that process ends, however it ends.
    package func lockForServing() throws(StateError) -> StateLock {
        let file = "\(self.path)/lock"
        let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(file, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK ? .alreadyServing(self.path) : .file(file, errno: code)
        }
        return StateLock(descriptor: descriptor)
    }

    /// SQLite gives its journals the mode of the database, so the database has to exist with the right one before SQLite sees it.
    static func createPrivateFile(_ file: String) throws(StateError) {
        let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(file, errno: errno) }
        close(descriptor)
    }
}

/// Proof that no other server runs on a state.
package final class StateLock: Sendable {
    private let descriptor: CInt
    fileprivate init(descriptor: CInt) { self.descriptor = descriptor }
    deinit { close(self.descriptor) }
}

extension StateDirectory {
    private static func createFolder(_ path: String) throws(StateError) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST:
            guard let descriptor = Self.openFolder(path) else { throw .file(path, errno: errno) }
            close(descriptor)
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw .file(path, errno: ENOENT) }
            try Self.createFolder(String(path[..<slash]))
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .file(path, errno: errno) }
        case let code:
            throw .file(path, errno: code)
        }
    }

    private static func openFolder(_ path: String) -> CInt? {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        return descriptor >= 0 ? descriptor : nil
    }

    private static func workingDirectory() throws(StateError) -> String {
        guard let buffer = unsafe getcwd(nil, 0) else { throw .file(".", errno: errno) }
        defer { unsafe free(buffer) }
        return unsafe String(cString: buffer)
    }
}
