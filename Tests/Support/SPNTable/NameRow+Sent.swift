// SPDX-License-Identifier: Apache-2.0
import SMBAuth
package import SMBWire

extension NameForm {
    /// As the client of the table sends it.
    func put(into client: inout NTLMClient) {
        switch self.sent {
        case .nothing: client.targetName = nil
        case .name(let text): client.targetName = text
        case .untrusted(let text):
            client.targetName = text
            client.isTargetNameUntrusted = true
        case .twice(let first, let second):
            client.targetName = first
            client.extraAttributes = [.init(.targetName, text: second)]
        case .withHalfACharacter(let text): client.extraAttributes = [.init(.targetName, Self.characters(text) + [0x21])]
        case .behindTheEnd(let text): client.trailer = AVPairs([.init(.targetName, text: text)]).encoded()
        }
    }

    private static func characters(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }

    /// The same as a list alone.
    package var attributes: [UInt8] {
        func name(_ text: String) -> AVPairs.Pair { .init(.targetName, text: text) }
        return switch self.sent {
        case .nothing: AVPairs().encoded()
        case .name(let text): AVPairs([name(text)]).encoded()
        case .untrusted(let text): AVPairs([.init(.flags, [4, 0, 0, 0]), name(text)]).encoded()
        case .twice(let first, let second): AVPairs([name(first), name(second)]).encoded()
        case .withHalfACharacter(let text): AVPairs([.init(.targetName, Self.characters(text) + [0x21])]).encoded()
        case .behindTheEnd(let text): AVPairs().encoded() + AVPairs([name(text)]).encoded()
        }
    }
}

extension NameRow {
    /// A client that acts the row out.
    package var clientOptions: TestClient.Options {
        var options = TestClient.Options()
        options.dialects = [self.dialect]
        options.negotiateMode = self.signing.mode
        options.setupMode = self.signing.mode
        switch self.proof {
        case .ntlmv1: options.logon.ntlm.response = .ntlmv1
        case .anonymous: options.logon = SPNEGOClient(.anonymous)
        case .guest:
            options.logon.ntlm.user = "nobody"
            // A guest has no key to make one with.
            options.logon.mechListMIC = .omitted
        case .rawNTLM: options.logon.wrapping = .raw
        case .ntlmv2, .kerberosTarget, .kerberosTicket: break
        }
        self.form.put(into: &options.logon.ntlm)
        return options
    }
}

extension NameRow.Signing {
    package var mode: SMB2.SecurityMode {
        switch self {
        case .none: []
        case .enabled, .bad: .signingEnabled
        case .required: .signingRequired
        }
    }
}
