// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension FileOperations {
    /// The watch that the open's first request began: filter and depth stay as they were then. [MS-FSA] 2.1.5.11
    func watch(_ open: Open, _ file: OpenFile, _ filter: ChangeFilter, subtree: Bool) throws(NTStatus) -> DirectoryWatch {
        if let watch = open.watch { return watch }
        guard self.connection.watches.count < ConnectionLimits.watches else { throw .insufficientResources }
        let token = self.connection.nextToken()
        let mailbox = self.connection.mailbox
        let changes = try file.handle.watch(filter, subtree: subtree) { mailbox.post(.directoryChanged(token, $0)) }
        let watch = DirectoryWatch(token: token, watch: changes)
        open.watch = watch
        self.connection.watches[token] = (self.session, open)
        try self.server.opens.watch(try open.registration(), mailbox, token)
        return watch
    }
}

extension [FileChange] {
    /// FILE_NOTIFY_INFORMATION. [MS-FSCC] 2.7.1
    func encode(into writer: inout WireWriter, base: Int) {
        var previous: Int?
        for change in self {
            EntryChain.begin(in: &writer, alignment: 4, base: base, previous: &previous)
            writer.u32(change.action.rawValue)
            let length = writer.reserve32()
            writer.fill(length, with: writer.utf16(change.name))
        }
    }
}
