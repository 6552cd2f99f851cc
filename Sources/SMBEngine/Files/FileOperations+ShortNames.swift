// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Names of eight and three letters for files that have longer ones. They are kept nowhere: each is made of its long name, and found by
/// making those of all names in its directory. Only SMB1's clients get any, since only they may need them.
extension FileOperations {
    /// Entries of directories that are compared before a short name of a path counts as not found: nobody else is served meanwhile.
    private static let maximumCompared = 4096
    private static let comparedAtOnce = 512
    private static let maximumRemembered = 1024

    var hasShortNames: Bool { self.connection.smb1 != nil }

    /// The path with long names in the place of short ones, where there are files that have these.
    func withLongNames(_ path: StorePath) -> StorePath {
        guard self.hasShortNames, path.components.contains(where: ShortName.mayBeGenerated) else { return path }
        var result = StorePath([])
        var budget = Self.maximumCompared
        for component in path.components {
            let name = ShortName.mayBeGenerated(component) ? self.longName(of: component, in: result, &budget) : nil
            result.components.append(name ?? component)
        }
        return result
    }

    /// `nil`: a file is called just so, or none has this short name, and none had. Whatever else is wrong, the open itself will find.
    private func longName(of name: String, in folder: StorePath, _ budget: inout Int) -> String? {
        guard let file = try? self.folder(folder, granting: .listDirectory, reads: true) else { return nil }
        if let entry = try? file.handle.entry(named: name), entry.name.uppercased() == name.uppercased() { return nil }
        let wanted = name.uppercased()
        let told = self.connection.smb1?.longNames[wanted]
        // What a client was told it finds in folders of any size.
        if let told, let entry = try? file.handle.entry(named: told) { return entry.name }
        guard let scan = try? file.handle.scan() else { return told }
        while budget > 0, let entries = try? scan.nextBlocking(Self.comparedAtOnce, matching: nil), !entries.isEmpty {
            if let found = entries.first(where: { !ShortName.isShort($0.name) && ShortName.make(for: $0.name) == wanted }) {
                return found.name
            }
            budget -= entries.count
        }
        return told
    }

    /// The short name that a client is told. For as long as the connection lasts, a file that is made under it gets the long one: clients
    /// that know short names only save a file by deleting it and making it anew. NTFS does so for some seconds, and calls it tunneling.
    func shortName(for name: String) -> String {
        let shortName = ShortName.make(for: name)
        if let smb1 = self.connection.smb1, shortName != name {
            if smb1.longNames.count >= Self.maximumRemembered { smb1.longNames = [:] }
            smb1.longNames[shortName] = name
        }
        return shortName
    }
}
