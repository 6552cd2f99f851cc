// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 2.2.7.1, 3.3.5.73.1
    func ntTransactCreate(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let create = try self.decodeCreate(request)
        guard create.create.impersonationLevel.isKnown else { throw .badImpersonationLevel }
        // How the server waits for its own files is none of a client's business.
        guard create.create.options.isDisjoint(with: [.synchronousIOAlert, .synchronousIONonalert, .reserveOpfilter]) else {
            throw .invalidParameter
        }
        var opening = try self.openRequest(create.create)
        opening.extendedAttributes = try FileOperations.extendedAttributes(create.extendedAttributes)
        if create.securityDescriptor.readableBytes > 0 {
            opening.securityDescriptor = try FileOperations.descriptor(create.securityDescriptor)
        }
        let result = try self.files.open(opening, as: try self.nextFileID())
        let response = self.response(to: create.create.flags, result)
        let answer = TransactionAnswer(parameters: { response.encodeTransaction(into: &$0) })
        do {
            return try self.answer(request, with: answer, &chain, &reply)
        } catch {
            // Nobody learns its number, so nobody would close it.
            self.connection.close(result.open, of: self.session)
            throw error
        }
    }

    private func decodeCreate(_ request: SMB1.TransactionRequest) throws(NTStatus) -> SMB1.NTTransactCreateRequest {
        do {
            return try SMB1.NTTransactCreateRequest(parameters: request.parameters, data: request.data, self.command.text)
        } catch {
            throw .invalidParameter
        }
    }
}
