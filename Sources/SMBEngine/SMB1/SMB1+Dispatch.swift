// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1Machine {
    /// To the handler of the command, with the context that it needs. [MS-CIFS] 3.3.5.2
    func dispatch(
        _ name: SMB1.Command, _ body: SMB1.Body, _ chain: inout AndXChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let command = SMB1Context(machine: self, name: name, header: chain.header, body: body)
        try self.verifyIsUnexpired(chain.header.userID, name)
        switch name {
        case .sessionSetupAndX: return try command.sessionSetupAndX(&chain, into: &reply)
        case .logoffAndX: return try command.session().logoffAndX(&chain, into: &reply)
        case .treeConnectAndX: return try command.session().treeConnectAndX(&chain, into: &reply)
        case .treeConnect: return try command.session().treeConnect(&chain, into: &reply)
        case .treeDisconnect: return try command.treeDisconnect(&chain, into: &reply)
        case .echo: return try command.echo(&chain, into: &reply)
        case .processExit: return try command.session().processExit(&chain, into: &reply)
        case .ntCancel: return try command.ntCancel(&chain, into: &reply)
        case .ntCreateAndX: return try command.tree().ntCreateAndX(&chain, into: &reply)
        case .openAndX: return try command.tree().openAndX(&chain, into: &reply)
        case .open: return try command.tree().open(&chain, into: &reply)
        case .create: return try command.tree().create(&chain, into: &reply)
        case .createNew: return try command.tree().createNew(&chain, into: &reply)
        case .createTemporary: return try command.tree().createTemporary(&chain, into: &reply)
        case .close: return try command.tree().close(&chain, into: &reply)
        case .writeAndClose: return try command.tree().writeAndClose(&chain, into: &reply)
        case .flush: return try command.tree().flush(&chain, into: &reply)
        case .seek: return try command.tree().seek(&chain, into: &reply)
        case .readAndX: return try command.tree().readAndX(&chain, into: &reply)
        case .read: return try command.tree().read(&chain, into: &reply)
        case .lockAndRead: return try command.tree().lockAndRead(&chain, into: &reply)
        case .readRaw: return try command.tree().readRaw(&chain, into: &reply)
        case .writeAndX: return try command.tree().writeAndX(&chain, into: &reply)
        case .write: return try command.tree().write(&chain, into: &reply)
        case .writeAndUnlock: return try command.tree().writeAndUnlock(&chain, into: &reply)
        case .writeRaw: return try command.tree().writeRaw(&chain, into: &reply)
        case .delete: return try command.tree().delete(&chain, into: &reply)
        case .rename: return try command.tree().rename(&chain, into: &reply)
        case .ntRename: return try command.tree().ntRename(&chain, into: &reply)
        case .createDirectory: return try command.tree().createDirectory(&chain, into: &reply)
        case .deleteDirectory: return try command.tree().deleteDirectory(&chain, into: &reply)
        case .checkDirectory: return try command.tree().checkDirectory(&chain, into: &reply)
        case .queryInformation: return try command.tree().queryInformation(&chain, into: &reply)
        case .setInformation: return try command.tree().setInformation(&chain, into: &reply)
        case .queryInformation2: return try command.tree().queryInformation2(&chain, into: &reply)
        case .setInformation2: return try command.tree().setInformation2(&chain, into: &reply)
        case .queryInformationDisk: return try command.tree().queryInformationDisk(&chain, into: &reply)
        case .lockingAndX: return try command.tree().lockingAndX(&chain, into: &reply)
        case .lockByteRange: return try command.tree().lockByteRange(&chain, into: &reply)
        case .unlockByteRange: return try command.tree().unlockByteRange(&chain, into: &reply)
        case .transaction: return try command.tree().transaction(&chain, into: &reply)
        case .transactionSecondary: return try command.tree().transactionSecondary(&chain, into: &reply)
        case .transaction2: return try command.tree().transaction2(&chain, into: &reply)
        case .transaction2Secondary: return try command.tree().transaction2Secondary(&chain, into: &reply)
        case .findClose2: return try command.tree().findClose2(&chain, into: &reply)
        case .ntTransaction: return try command.tree().ntTransaction(&chain, into: &reply)
        case .ntTransactionSecondary: return try command.tree().ntTransactionSecondary(&chain, into: &reply)
        case .search: return try command.tree().search(&chain, into: &reply)
        case .find: return try command.tree().find(&chain, into: &reply)
        case .findUnique: return try command.tree().findUnique(&chain, into: &reply)
        case .findClose: return try command.tree().findClose(&chain, into: &reply)
        // SMB_COM_CLOSE_PRINT_FILE of a server without printers: ERRSRV/ERRerror. [MS-CIFS] 2.2.4.69
        case .closePrintFile: throw chain.dosError(.invalidSMB)
        // Device control that no device here understands. ERRSRV/ERRerror is what clients know as the answer. [MS-CIFS] 2.2.4.35
        case .ioctl:
            _ = try command.tree()
            throw .invalidSMB
        default: throw .smbBadCommand
        }
    }
}
