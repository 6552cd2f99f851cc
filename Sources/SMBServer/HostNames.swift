// SPDX-License-Identifier: Apache-2.0
import Glibc
package import NIOCore
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

    /// Asks the system; may wait for the name service.
    package static func current() -> HostNames {
        let name = Self.hostName()
        let short = String(name.prefix { $0 != "." })
        let qualified = name.contains(".") ? name : Self.canonicalName(of: name) ?? name
        let devices = (try? System.enumerateDevices()) ?? []
        return HostNames(short: short, qualified: qualified, addresses: devices.compactMap { $0.address?.ipAddress })
    }

    private static func hostName() -> String {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return "localhost" }
        return unsafe withUnsafeBytes(of: name.nodename) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func canonicalName(of name: String) -> String? {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_CANONNAME
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(name, nil, &hints, &list) == 0 else { return nil }
        defer { unsafe freeaddrinfo(list) }
        guard let canonical = unsafe list?.pointee.ai_canonname else { return nil }
        let text = unsafe String(cString: canonical)
        return text.contains(".") ? text : nil
    }
}

extension Peer {
    package init(_ address: SocketAddress?) {
        let text = address?.ipAddress ?? ""
        let folded = text.lowercased().hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
        let plain = String(folded.prefix { $0 != "%" })
        self.init(address: plain, isLoopback: plain.hasPrefix("127.") || plain == "::1")
    }
}
