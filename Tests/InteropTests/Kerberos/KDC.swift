// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// An MIT KDC on loopback, with its database, its configuration and its users in a folder of its own.
struct KDC: Sendable {
    static let realm = "SIGNET.EXAMPLE"
    static let host = SignetServer.name

    let scratch: Scratch
    var keytab: String { self.scratch.path("signet.keytab") }
    /// Without its type, which impacket does not expect.
    var credentialCache: String { self.scratch.path("cache") }
    /// What a client, and the server, must find in their environment.
    var environment: [String: String] {
        ["KRB5_CONFIG": self.scratch.path("krb5.conf"), "KRB5CCNAME": self.credentialCache, "KRB5RCACHEDIR": self.scratch.folder.path]
    }

    /// Issues tickets while `body` runs. There are the users of `SignetServer`, `mallory` whom the server does not know, and an
    /// administrator's second principal; the keytab holds `cifs/HOST` and one service that is none of the server's business.
    static func running<Result>(_ body: (KDC) async throws -> Result) async throws -> Result {
        let kdc = KDC(scratch: try Scratch())
        defer { kdc.scratch.remove() }
        let port = try Self.freePort()
        try kdc.configure(port)
        try await kdc.run("kdb5_util", "create", "-s", "-r", Self.realm, "-P", UUID().uuidString)
        for (principal, secret) in [(SignetServer.user, SignetServer.password), ("mallory", "Stranger-9"), ("alice/admin", "Admin-9")] {
            try await kdc.run("kadmin.local", "-q", "addprinc -pw \(secret) \(principal)")
        }
        for service in ["cifs/\(Self.host)", "HTTP/\(Self.host)"] {
            try await kdc.run("kadmin.local", "-q", "addprinc -randkey \(service)")
            try await kdc.run("kadmin.local", "-q", "ktadd -k \(kdc.keytab) \(service)")
        }

        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/krb5kdc")
        process.arguments = ["-n", "-P", kdc.scratch.path("kdc.pid")]
        process.environment = ProcessInfo.processInfo.environment.merging(kdc.serverEnvironment) { $1 }
        let log = try kdc.scratch.output("kdc.out")
        process.standardOutput = log
        process.standardError = log
        let child = try Child(starting: process)
        let result: Result
        do {
            try await kdc.logIn(SignetServer.user, SignetServer.password)
            result = try await body(kdc)
        } catch {
            await child.stop()
            throw error
        }
        await child.stop()
        return result
    }

    /// A ticket-granting ticket in the cache, and a ticket for the server with it; `lifetime` as `kinit -l` takes it.
    func logIn(_ user: String, _ password: String, lifetime: String = "1h") async throws {
        // The KDC is up when it answers; how long that takes nobody knows.
        var last = ""
        for _ in 0..<100 {
            let run = try await Subprocess.run(
                ["kinit", "-l", lifetime, "\(user)@\(Self.realm)"], environment: self.environment, input: password + "\n")
            if run.status == 0 {
                let service = try await Subprocess.run(["kvno", "cifs/\(Self.host)@\(Self.realm)"], environment: self.environment)
                guard service.status == 0 else { throw Subprocess.Failure(description: service.output) }
                return
            }
            last = run.output
            guard last.contains("Cannot contact any KDC") else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Subprocess.Failure(description: "kinit \(user): \(last)\n\(self.scratch.text("kdc.out"))")
    }

    private var serverEnvironment: [String: String] {
        self.environment.merging(["KRB5_KDC_PROFILE": self.scratch.path("kdc.conf")]) { $1 }
    }

    private func run(_ command: String...) async throws {
        let run = try await Subprocess.run(["/usr/sbin/" + command[0]] + command.dropFirst(), environment: self.serverEnvironment)
        guard run.status == 0 else { throw Subprocess.Failure(description: "\(command): \(run.output)") }
    }

    private func configure(_ port: Int) throws {
        let client = """
            [libdefaults]
              default_realm = \(Self.realm)
              dns_lookup_kdc = false
              dns_lookup_realm = false
              dns_canonicalize_hostname = false
              rdns = false
              udp_preference_limit = 1
            [realms]
              \(Self.realm) = {
                kdc = 127.0.0.1:\(port)
              }
            [domain_realm]
              \(Self.host) = \(Self.realm)
            """
        let server = """
            [kdcdefaults]
              kdc_listen = 127.0.0.1:\(port)
              kdc_tcp_listen = 127.0.0.1:\(port)
            [realms]
              \(Self.realm) = {
                database_name = \(self.scratch.path("principal"))
                key_stash_file = \(self.scratch.path("stash"))
                acl_file = \(self.scratch.path("acl"))
                supported_enctypes = aes256-cts:normal aes128-cts:normal
              }
            [logging]
              kdc = FILE:\(self.scratch.path("kdc.log"))
            """
        try Data(client.utf8).write(to: self.scratch.folder.appending(path: "krb5.conf"))
        try Data(server.utf8).write(to: self.scratch.folder.appending(path: "kdc.conf"))
    }

    /// One that nobody had a moment ago.
    private static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Subprocess.Failure(description: "no socket for the KDC's port") }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, length) == 0 && getsockname(socket, pointer, &length) == 0
            }
        }
        guard isBound else { throw Subprocess.Failure(description: "no port for the KDC") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
