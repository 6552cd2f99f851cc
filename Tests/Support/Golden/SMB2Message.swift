// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// What every message of SMB2 can do, so that tests can treat them alike. The product itself has no use for such a protocol.
package protocol SMB2Message: Hashable, Sendable {
    init(decoding reader: inout WireReader) throws(WireError)
    func encode(into writer: inout WireWriter, base: Int)
}

extension SMB2.NegotiateRequest: SMB2Message {}
extension SMB2.NegotiateResponse: SMB2Message {}
extension SMB2.SessionSetupRequest: SMB2Message {}
extension SMB2.SessionSetupResponse: SMB2Message {}
extension SMB2.LogoffRequest: SMB2Message {}
extension SMB2.LogoffResponse: SMB2Message {}
extension SMB2.TreeConnectRequest: SMB2Message {}
extension SMB2.TreeConnectResponse: SMB2Message {}
extension SMB2.TreeDisconnectRequest: SMB2Message {}
extension SMB2.TreeDisconnectResponse: SMB2Message {}
extension SMB2.CreateRequest: SMB2Message {}
extension SMB2.CreateResponse: SMB2Message {}
extension SMB2.CloseRequest: SMB2Message {}
extension SMB2.CloseResponse: SMB2Message {}
extension SMB2.FlushRequest: SMB2Message {}
extension SMB2.FlushResponse: SMB2Message {}
extension SMB2.ReadRequest: SMB2Message {}
extension SMB2.ReadResponse: SMB2Message {}
extension SMB2.WriteRequest: SMB2Message {}
extension SMB2.WriteResponse: SMB2Message {}
extension SMB2.LockRequest: SMB2Message {}
extension SMB2.LockResponse: SMB2Message {}
extension SMB2.IOControlRequest: SMB2Message {}
extension SMB2.IOControlResponse: SMB2Message {}
extension SMB2.CancelRequest: SMB2Message {}
extension SMB2.EchoRequest: SMB2Message {}
extension SMB2.EchoResponse: SMB2Message {}
extension SMB2.QueryDirectoryRequest: SMB2Message {}
extension SMB2.QueryDirectoryResponse: SMB2Message {}
extension SMB2.ChangeNotifyRequest: SMB2Message {}
extension SMB2.ChangeNotifyResponse: SMB2Message {}
extension SMB2.QueryInfoRequest: SMB2Message {}
extension SMB2.QueryInfoResponse: SMB2Message {}
extension SMB2.SetInfoRequest: SMB2Message {}
extension SMB2.SetInfoResponse: SMB2Message {}
extension SMB2.OplockBreakNotification: SMB2Message {}
extension SMB2.OplockBreakAcknowledgment: SMB2Message {}
extension SMB2.OplockBreakResponse: SMB2Message {}
extension SMB2.ErrorResponse: SMB2Message {}
