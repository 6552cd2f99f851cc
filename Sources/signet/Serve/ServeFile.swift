// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation
import SMBSettings
import TOMLKit

/// What `--config` names. The command line wins over it; docs/configuration.md describes every key, and a key that is not there is refused.
struct ServeFile: Hashable, Sendable {
    var listeners: [ListenAddress] = []
    var netBIOSListeners: [ListenAddress] = []
    var serverNames: [String] = []
    var shares: [ShareRecord] = []
    var settings: [String: RegistryValue] = [:]
    var overridesPolicy = false
    var kerberos = KerberosSection()

    /// `[kerberos]`; the keytab may stand on the command line instead.
    struct KerberosSection: Hashable, Sendable {
        var keytab: String?
        var realm: String?
        var users: [String: String] = [:]
        var requiresPAC = false
    }
}

extension ServeFile {
    init(reading file: String) throws(CommandFailure) {
        let what = "read the configuration \(file)"
        let remedy = "docs/configuration.md describes the keys"
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(what, because: "it cannot be read", remedy: "check the path and its permissions")
        }
        do {
            try self.init(toml: String(decoding: bytes, as: UTF8.self))
        } catch let problem as ServeFileProblem {
            throw CommandFailure(what, because: problem.description, remedy: remedy)
        } catch let error as SettingError {
            throw CommandFailure(what, error)
        } catch {
            throw CommandFailure(what, because: "it is not TOML: \(error)", remedy: remedy)
        }
    }

    init(toml: String) throws {
        let table = try TOMLTable(string: toml)
        for key in table.keys {
            let value = ServeFileValue(key: key, value: table[key])
            switch key {
            case "listen": self.listeners = try value.listeners()
            case "netbios": self.netBIOSListeners = try value.listeners()
            case "server-names": self.serverNames = try value.texts()
            case "override-policy": self.overridesPolicy = try value.flag()
            case "share": self.shares = try value.tables().map(ShareRecord.init(configuration:))
            case "kerberos": self.kerberos = try KerberosSection(configuration: try value.table())
            case "settings": self.settings = try Self.settings(try value.table())
            default: throw ServeFileProblem.unknownKey(key)
            }
        }
    }

    private static func settings(_ table: TOMLTable) throws(SettingError) -> [String: RegistryValue] {
        var settings: [String: RegistryValue] = [:]
        for name in table.keys {
            let (key, value) = try SettingValue.read(name, table[name])
            settings[key] = value
        }
        return settings
    }
}

/// What is wrong with a configuration file that is TOML.
enum ServeFileProblem: Error, Hashable, CustomStringConvertible {
    case unknownKey(String)
    case wrongValue(String, String)
    case missing(String)

    var description: String {
        switch self {
        case .unknownKey(let key): "there is no key \(key)"
        case .wrongValue(let key, let takes): "\(key) takes \(takes)"
        case .missing(let key): "\(key) is missing"
        }
    }
}

extension ServeFile.KerberosSection {
    fileprivate init(configuration table: TOMLTable) throws(ServeFileProblem) {
        self.init()
        for key in table.keys {
            let value = ServeFileValue(key: "kerberos.\(key)", value: table[key])
            switch key {
            case "keytab": self.keytab = try value.text()
            case "realm": self.realm = try value.text()
            case "require-pac": self.requiresPAC = try value.flag()
            case "map": self.users = try Self.users(try value.table())
            default: throw .unknownKey("kerberos.\(key)")
            }
        }
    }

    private static func users(_ table: TOMLTable) throws(ServeFileProblem) -> [String: String] {
        var users: [String: String] = [:]
        for principal in table.keys {
            // A name without a realm would match nobody, and nobody would notice.
            guard principal.contains("@"), let user = table[principal]?.string, !user.isEmpty else {
                throw .wrongValue("kerberos.map", #"lines of "PRINCIPAL@REALM" = "USER""#)
            }
            users[principal] = user
        }
        return users
    }
}

extension ShareRecord {
    fileprivate init(configuration table: TOMLTable) throws(ServeFileProblem) {
        var share = ShareRecord(name: "", path: "")
        for key in table.keys {
            let value = ServeFileValue(key: "share.\(key)", value: table[key])
            switch key {
            case "name": share.name = try value.text()
            case "path": share.path = try value.text()
            case "comment": share.comment = try value.text()
            case "read-only": share.isReadOnly = try value.flag()
            case "guest": share.allowsGuest = try value.flag()
            case "encrypt": share.encryptsData = try value.flag()
            case "smb1": share.speaksSMB1 = try value.flag()
            case "read": share.readers = try value.texts()
            case "write": share.writers = try value.texts()
            default: throw .unknownKey("share.\(key)")
            }
        }
        guard SettingsDatabase.isValidShareName(share.name) else { throw .missing("a usable share.name") }
        guard !share.path.isEmpty else { throw .missing("share.path of \(share.name)") }
        self = share
    }
}

extension ListenAddress {
    fileprivate init(configuration table: TOMLTable) throws(ServeFileProblem) {
        var address: ListenAddress?
        var name: String?
        for key in table.keys {
            let value = ServeFileValue(key: "listen.\(key)", value: table[key])
            switch key {
            case "address": address = try value.endpoint()
            case "name": name = try value.hostName()
            default: throw .unknownKey("listen.\(key)")
            }
        }
        guard let address else { throw .missing("listen.address") }
        self.init(host: address.host, port: address.port, name: name)
    }
}

/// One value of the file, and the type that its key asks for.
private struct ServeFileValue {
    let key: String
    let value: (any TOMLValueConvertible)?

    func text() throws(ServeFileProblem) -> String { try self.require(self.value?.string, "a text") }
    func flag() throws(ServeFileProblem) -> Bool { try self.require(self.value?.bool, "true or false") }
    func table() throws(ServeFileProblem) -> TOMLTable { try self.require(self.value?.table, "a table") }

    func texts() throws(ServeFileProblem) -> [String] {
        let items = try self.require(self.value?.array, "a list of texts")
        let texts = items.compactMap { $0.string }
        guard texts.count == items.count else { throw .wrongValue(self.key, "a list of texts") }
        return texts
    }

    /// Texts as on the command line, or tables.
    func listeners() throws(ServeFileProblem) -> [ListenAddress] {
        let items = try self.require(self.value?.array, "a list of HOST:PORT, or [[\(self.key)]] tables")
        var listeners: [ListenAddress] = []
        for item in items {
            if let table = item.table {
                listeners.append(try ListenAddress(configuration: table))
            } else {
                listeners.append(try ServeFileValue(key: self.key, value: item).endpoint())
            }
        }
        return listeners
    }

    func endpoint() throws(ServeFileProblem) -> ListenAddress {
        try self.require(self.value?.string.flatMap(ListenAddress.init(argument:)), "HOST:PORT")
    }

    func hostName() throws(ServeFileProblem) -> String {
        let name = try self.text()
        guard ListenAddress.isHostName(name) else { throw .wrongValue(self.key, "a host name") }
        return name
    }

    func tables() throws(ServeFileProblem) -> [TOMLTable] {
        let items = try self.require(self.value?.array, "[[\(self.key)]] tables")
        let tables = items.compactMap { $0.table }
        guard tables.count == items.count else { throw .wrongValue(self.key, "[[\(self.key)]] tables") }
        return tables
    }

    private func require<Value>(_ value: Value?, _ takes: String) throws(ServeFileProblem) -> Value {
        guard let value else { throw .wrongValue(self.key, takes) }
        return value
    }
}
