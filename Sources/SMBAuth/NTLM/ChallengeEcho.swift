// SPDX-License-Identifier: Apache-2.0

/// Whether the attributes of a CHALLENGE came back as they were sent.
///
/// A client copies the server's attributes into its response, where the proof covers them ([MS-NLMP] 3.1.5.1.2). Whoever stands between
/// the two can change the challenge, to plant a name or to take the timestamp out, for which the client sends a MIC; it cannot change
/// what the client then proves that it saw.
///
/// Evidence is a value that differs, one of these attributes that was never sent, one that is missing while others are there, and a second
/// one of a kind that says something else. No evidence is the order, what the client adds of its own (flags, its host, the target name,
/// bindings), the same pair twice, and a response with none of them: that client does not copy, and has no name of ours to echo.
enum ChallengeEcho {
    /// What only a server sends. 5, the tree, is never sent here; who finds it in the response, finds somebody else's.
    private static let server: [AVPairs.Identifier] = [
        .netbiosComputerName, .netbiosDomainName, .dnsComputerName, .dnsDomainName, .dnsTreeName, .timestamp,
    ]

    static func wasRewritten(sent: AVPairs, returned: AVPairs) -> Bool {
        guard returned.pairs.contains(where: { self.server.contains($0.identifier) }) else { return false }
        return self.server.contains { identifier in
            let values = returned.pairs.filter { $0.identifier == identifier }.map(\.value)
            guard let value = sent[identifier] else { return !values.isEmpty }
            return values.isEmpty || values.contains { $0 != value }
        }
    }
}
