// SPDX-License-Identifier: Apache-2.0
import EventStore
import Glibc

/// The control socket under a name short enough for the kernel, which takes 107 bytes: a folder that lies deeper is named through its
/// descriptor.
final class SocketPath: Sendable {
    let path: String
    private let folder: CInt?

    init(_ state: StateDirectory) throws(CommandFailure) {
        guard state.controlSocket.utf8.count > 107 else {
            self.path = state.controlSocket
            self.folder = nil
            return
        }
        let folder = unsafe Glibc.open(state.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw CommandFailure("open the state \(state.path)", .file(state.path, errno: errno)) }
        self.folder = folder
        self.path = "/proc/self/fd/\(folder)/control.sock"
    }

    deinit { if let folder = self.folder { close(folder) } }
}
