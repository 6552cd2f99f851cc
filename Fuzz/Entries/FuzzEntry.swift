// SPDX-License-Identifier: Apache-2.0

/// What the fuzzer calls, and what the replay of its findings calls. An entry returns or the process ends: there is nothing to judge.
package enum FuzzEntry: String, CaseIterable, Sendable {
    /// The byte stream of a connection, cut into frames; each message decoded as every type it could be.
    case frames
    /// The tokens of one authentication: SPNEGO, and NTLM inside or alone.
    case tokens
    /// A ticket's token, and what may be sealed inside.
    case tickets
    /// A connection with a session, a tree and an open file: requests whose header is right and whose body is not.
    case connection
    /// The same in NT LM 0.12, with transactions whose offsets are right.
    case smb1

    package func run(_ bytes: [UInt8]) {
        switch self {
        case .frames: fuzzFrames(bytes)
        case .tokens: fuzzTokens(bytes)
        case .tickets: fuzzTickets(bytes)
        case .connection: fuzzConnection(bytes)
        case .smb1: fuzzSMB1Connection(bytes)
        }
    }
}
