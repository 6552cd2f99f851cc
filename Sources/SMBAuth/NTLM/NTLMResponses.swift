// SPDX-License-Identifier: Apache-2.0

/// What answers a challenge without NTLM's messages around it, as SMB1 has it without extended security. [MS-CIFS] 2.2.4.53.1
package struct NTLMResponses: Hashable, Sendable {
    package var lm: [UInt8]
    package var nt: [UInt8]
    package var userName: String
    package var domainName: String

    package init(lm: [UInt8], nt: [UInt8], userName: String, domainName: String) {
        self.lm = lm
        self.nt = nt
        self.userName = userName
        self.domainName = domainName
    }
}

extension ServerNames {
    /// The NetBIOS name in the spelling that goes with this challenge, so that it is known again where a client copies it.
    package func marked(for serverChallenge: [UInt8]) -> String {
        NameWatermark(self, serverChallenge: serverChallenge).netbiosName
    }
}
