// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBWire

extension TreeContext {
    /// FSCTL_VALIDATE_NEGOTIATE_INFO: the client repeats what it said in NEGOTIATE, this time signed. Whatever differs was changed on
    /// the way, so the connection ends without an answer. [MS-SMB2] 3.3.5.15.12
    func validateNegotiate(_ request: SMB2.IOControlRequest) throws(NTStatus) -> SMB2.ValidateNegotiateInfoResponse? {
        guard let agreement = self.connection.agreement else { return nil }
        let info: SMB2.ValidateNegotiateInfoRequest
        do {
            var reader = WireReader(request.input)
            info = try SMB2.ValidateNegotiateInfoRequest(decoding: &reader)
        } catch {
            throw .invalidParameter
        }
        let isSame =
            agreement.dialect != .smb3_1_1 && request.maximumOutputResponse >= SMB2.ValidateNegotiateInfoResponse.size
            && info.dialects == agreement.clientDialects && info.clientGUID == agreement.clientGUID
            && info.securityMode == agreement.clientMode
            && info.capabilities == agreement.clientCapabilities
        guard isSame else {
            let fact = NegotiateValidationFact(
                sessionID: self.session.id, user: self.session.principal.userName,
                expected: .init(
                    dialect: agreement.dialect.rawValue, capabilities: agreement.clientCapabilities.rawValue,
                    securityMode: agreement.clientMode?.rawValue ?? 0),
                received: .init(
                    dialect: info.dialects.max()?.rawValue ?? 0, capabilities: info.capabilities.rawValue,
                    securityMode: info.securityMode.rawValue))
            self.connection.observe(.negotiateValidationFailed(fact), workstation: self.session.workstation)
            return nil
        }
        self.connection.awaitsValidation = false
        return SMB2.ValidateNegotiateInfoResponse(
            capabilities: agreement.serverCapabilities, serverGUID: self.server.guid, securityMode: agreement.serverMode,
            dialect: agreement.dialect)
    }
}
