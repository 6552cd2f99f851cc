// SPDX-License-Identifier: Apache-2.0
import Glibc
import Support

/// A network and a host name of a server's own, gone with the server.
struct NetworkNamespace {
    /// Starts what follows in new namespaces, with a loopback interface.
    static let launcher = ["unshare", "--net", "--uts", "sh", "-c", #"ip link set lo up && exec "$@""#, "sh"]

    private let processID: pid_t

    init(of server: ServeProgram) { self.processID = server.program.processID }

    /// Runs a shell's command inside.
    func run(_ command: String) throws {
        let program = try Program(["nsenter", "--target", "\(self.processID)", "--net", "--uts", "sh", "-c", command])
        let (end, output) = try program.wait()
        guard end == .exit(0) else { throw Program.Failure(description: "\(command): \(output)\(program.errors)") }
    }

    /// A connection inside: a socket stays in the namespace that it was made in, this thread does not.
    func connect(port: Int) throws -> SocketTransport {
        let own = try Self.open("/proc/thread-self/ns/net")
        defer { close(own) }
        let other = try Self.open("/proc/\(self.processID)/ns/net")
        defer { close(other) }
        guard try Self.enter(other) else { throw Self.failure("setns") }
        defer { precondition((try? Self.enter(own)) == true, "a test's thread cannot return to its own network") }
        return try SocketTransport(port: port)
    }

    /// `setns` is not among what Swift's Glibc shows.
    private static func enter(_ network: CInt) throws -> Bool {
        typealias SetNS = @convention(c) (CInt, CInt) -> CInt
        guard let symbol = unsafe dlsym(nil, "setns") else { throw Self.failure("setns") }
        let cloneNewNet: CInt = 0x4000_0000
        return unsafe unsafeBitCast(symbol, to: SetNS.self)(network, cloneNewNet) == 0
    }

    private static func open(_ path: String) throws -> CInt {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        return descriptor
    }

    private static func failure(_ what: String) -> Program.Failure {
        Program.Failure(description: "\(what): \(unsafe String(cString: strerror(errno))); network namespaces need root")
    }
}
