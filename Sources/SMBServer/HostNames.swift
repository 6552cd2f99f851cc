// SPDX-License-Identifier: Apache-2.0
import Glibc
package import NIOCore
import SMBAudit
package import SMBEngine

/// The names and addresses this host goes by now.
package struct HostNames: Hashable, Sendable {
    /// Without its domain.
    package var short: String
    /// The fully qualified name; equal to `short` where the host has none.
    package var qualified: String
    /// Textual addresses of all interfaces, loopback included.
    package var addresses: [String]

    package init(short: String, qualified: String, addresses: [String]) {
        self.short = short
        self.qualified = qualified
        self.addresses = addresses
    }

    /// Asks the system; may wait for the name service. `earlier`: what was known before.
    package static func current(after earlier: HostNames? = nil) -> HostNames {
        let name = Self.hostName()
        let answer = name.contains(".") ? NameAnswer.found(name) : Self.canonicalName(of: name)
        let short = String(name.prefix { $0 != "." })
        let qualified = answer.qualifiedName(of: short, after: earlier)
        return HostNames(short: short, qualified: qualified, addresses: Self.currentAddresses())
    }

    /// In one order, so that equal sets are equal.
    package static func currentAddresses() -> [String] {
        let devices = (try? System.enumerateDevices()) ?? []
        return Set(devices.compactMap { $0.address?.ipAddress }).sorted()
    }

    private static func hostName() -> String {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return "localhost" }
        return unsafe withUnsafeBytes(of: name.nodename) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func canonicalName(of name: String) -> NameAnswer {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_CANONNAME
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(name, nil, &hints, &list) == 0 else { return .noAnswer }
        defer { unsafe freeaddrinfo(list) }
        guard let canonical = unsafe list?.pointee.ai_canonname else { return .none }
        let text = unsafe String(cString: canonical)
        return text.contains(".") ? .found(text) : .none
    }
}

/// What the name service says to a host's short name.
enum NameAnswer {
    case found(String)
    /// It knows the host by no longer name.
    case none
    case noAnswer

    /// A name service that does not answer now takes no domain away from a host that kept its name: clients that name it in full would
    /// be refused. Its answers are not authenticated, and the name becomes one that this server answers to: it may add a domain to the
    /// host's own name and never tell of another host.
    func qualifiedName(of short: String, after earlier: HostNames?) -> String {
        switch self {
        case .found(let name): HostName(name.prefix { $0 != "." }) == HostName(short) ? name : short
        case .none: short
        case .noAnswer: earlier.flatMap { $0.short == short ? $0.qualified : nil } ?? short
        }
    }
}

extension Peer {
    package init(_ address: SocketAddress?) {
        let text = address?.ipAddress ?? ""
        let folded = text.lowercased().hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
        let plain = String(folded.prefix { $0 != "%" })
        self.init(
            address: plain, port: address?.port.flatMap(UInt16.init(exactly:)) ?? 0,
            isLoopback: plain.hasPrefix("127.") || plain == "::1")
    }
}
