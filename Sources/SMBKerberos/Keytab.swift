// SPDX-License-Identifier: Apache-2.0
package import SMBAuth
import SMBCrypto

/// The keys with which tickets for this server are sealed: the `cifs/` and `host/` entries of a keytab, and nothing else that lies in it.
package struct Keytab: Sendable {
    struct Entry: Sendable {
        let service: KerberosPrincipal
        let version: UInt32
        let encryption: Int32
        let key: SecretKey

        /// A key of HTTP's or LDAP's must not open this door.
        var isOurs: Bool {
            guard let first = self.service.components.first, self.service.components.count >= 2 else { return false }
            return ["cifs", "host"].contains(first.lowercased())
        }
    }

    let entries: [Entry]

    package init(reading file: String) throws(KeytabProblem) {
        let all: [Entry]
        do throws(LibraryError) {
            let library = try Library()
            all = try library.entries(ofKeytab: "FILE:" + file)
        } catch {
            throw .unreadable(error.text)
        }
        self.entries = all.filter(\.isOurs)
        guard !self.entries.isEmpty else { throw .noService(of: Set(all.map(\.service.description)).sorted()) }
    }

    /// The services, each once.
    package var services: [KerberosPrincipal] {
        var seen: Set<KerberosPrincipal> = []
        return self.entries.map(\.service).filter { seen.insert($0).inserted }
    }

    /// The realm whose users this server knows by their own names: the one configured, or the keytab's only one.
    package func realm(configured: String?) throws(KeytabProblem) -> String {
        let realms = Set(self.entries.map(\.service.realm)).sorted()
        if let configured {
            guard realms.contains(configured) else { throw .otherRealm(configured, realms) }
            return configured
        }
        guard let only = realms.first, realms.count == 1 else { throw .severalRealms(realms) }
        return only
    }
}

/// Why a keytab cannot serve.
package enum KeytabProblem: Error, Hashable, CustomStringConvertible {
    case unreadable(String)
    case noService(of: [String])
    case severalRealms([String])
    case otherRealm(String, [String])

    package var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .noService(let others):
            "it has no key for cifs/ or host/" + (others.isEmpty ? "" : ", only for " + others.prefix(8).joined(separator: ", "))
        case .severalRealms(let realms): "its keys are of several realms (\(realms.joined(separator: ", ")))"
        case .otherRealm(let realm, let realms): "it has no key of the realm \(realm), only of \(realms.joined(separator: ", "))"
        }
    }

    package var remedy: String {
        switch self {
        case .unreadable: "name the file with --keytab, and let the server's user read it"
        case .noService: "add the key of cifs/NAME-OF-THIS-SERVER; docs/kerberos.md shows how"
        case .severalRealms: "name the realm of your users as `realm` under [kerberos] in the configuration"
        case .otherRealm: "correct `realm` under [kerberos], or take the keytab of that realm"
        }
    }
}
