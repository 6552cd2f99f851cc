// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// One command in hand, before a session is known.
struct SMB1Context {
    let machine: SMB1Machine
    /// The header's command, or one behind it in the chain.
    let name: SMB1.Command
    /// As the chain has it now.
    let header: SMB1.Header
    let body: SMB1.Body

    var connection: ConnectionMachine { self.machine.connection }
    var server: ServerState { self.machine.server }
    var text: SMB1.TextForm { SMB1.TextForm(self.header.flags2) }

    /// Reads the command's words and bytes, or throws STATUS_INVALID_SMB or what stands for it.
    func decode<Request>(_ decoding: (SMB1.Body, SMB1.TextForm) throws(WireError) -> Request) throws(NTStatus) -> Request {
        do {
            return try decoding(self.body, self.text)
        } catch {
            self.connection.violations += 1
            throw self.name.statusOfMalformed
        }
    }
}

/// One command of somebody who is logged on.
struct SMB1SessionContext {
    let command: SMB1Context
    let session: Session

    var machine: SMB1Machine { self.command.machine }
    var connection: ConnectionMachine { self.command.connection }
    var server: ServerState { self.command.server }
    var header: SMB1.Header { self.command.header }
}

/// One command on a share.
struct SMB1TreeContext {
    let command: SMB1Context
    let session: Session
    let tree: Tree

    var machine: SMB1Machine { self.command.machine }
    var connection: ConnectionMachine { self.command.connection }
    var server: ServerState { self.command.server }
    var header: SMB1.Header { self.command.header }

    /// What all dialects do with the tree's files.
    var files: FileOperations {
        FileOperations(connection: self.connection, session: self.session, tree: self.tree, process: self.header.lockProcess)
    }

    /// The open that a FID names: it belongs to this session and this tree. Behind a command that opened a file, that one is meant,
    /// whatever the FID: clients don't know it yet.
    func open(_ id: UInt16, _ chain: AndXChain) throws(NTStatus) -> Open {
        let id = chain.file ?? id
        guard let open = self.session.opens[UInt64(id)], open.tree === self.tree else { throw .invalidHandle }
        return open
    }
}

extension SMB1Context {
    /// [MS-CIFS] 3.3.5.2: the UID of a session of this connection.
    func session() throws(NTStatus) -> SMB1SessionContext {
        guard let session = self.machine.users[self.header.userID] else { throw .smbBadUID }
        return SMB1SessionContext(command: self, session: session)
    }

    /// The TID of a tree connect. Another user of the same connection may use it too, with that user's own rights.
    func tree() throws(NTStatus) -> SMB1TreeContext {
        let context = try self.session()
        let session = context.session
        let id = UInt32(clamping: self.header.treeID)
        if let tree = session.trees[id] {
            try context.verifySMB1(isStillSpokenOn: tree)
            return SMB1TreeContext(command: self, session: session, tree: tree)
        }
        guard let known = self.machine.trees[self.header.treeID] else { throw .smbBadTID }
        var name = "IPC$"
        // A name may stand for another share by now.
        if case .files(let share) = known {
            guard self.server.shares.value[share.name]?.store === share.store else { throw .smbBadTID }
            name = share.name
        }
        let (target, right) = try self.connection.target(named: name, for: session)
        let tree = Tree(id: id, target: target, right: right)
        try context.verifySMB1(isStillSpokenOn: tree)
        session.trees[id] = tree
        return SMB1TreeContext(command: self, session: session, tree: tree)
    }
}

extension SMB1Machine {
    /// After the end of its ticket a session may only be cleaned up or renewed. [MS-SMB] 3.3.5.1
    func verifyIsUnexpired(_ userID: UInt16, _ command: SMB1.Command) throws(NTStatus) {
        guard let expiry = self.users[userID]?.expiry, !command.survivesExpiry,
            self.server.clock.now().rawValue >= expiry.rawValue
        else { return }
        throw .networkSessionExpired
    }
}

extension SMB1.Command {
    fileprivate var survivesExpiry: Bool {
        // ECHO and NT_CANCEL are nobody's.
        [.sessionSetupAndX, .close, .logoffAndX, .flush, .lockingAndX, .treeDisconnect, .echo, .ntCancel].contains(self)
    }
}

extension SMB1.Command {
    /// Windows says of a write whose data lies nowhere that its parameters are wrong, and clients look for that.
    var statusOfMalformed: NTStatus { [.write, .writeAndX].contains(self) ? .invalidParameter : .invalidSMB }
}
