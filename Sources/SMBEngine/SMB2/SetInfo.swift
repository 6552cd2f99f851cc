// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.21
    func setInfo(_ request: SMB2.SetInfoRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        switch request.infoType {
        case .file:
            guard case .file(let file, let registration) = open.object else { throw .notSupported }
            try self.files.setFile(FileInformationClass(rawValue: request.fileInfoClass), request.data, open, file, registration)
        case .security:
            try self.files.setSecurity(SecurityInformation(rawValue: request.additionalInformation), request.data, of: open)
        case .filesystem, .quota: throw .notSupported
        default: throw .invalidParameter
        }
        SMB2.SetInfoResponse().encode(into: &reply, base: base)
        return .replied
    }
}
