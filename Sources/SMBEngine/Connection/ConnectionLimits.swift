// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// How much one connection may ask for. Compare `docs/threat-model.md`.
enum ConnectionLimits {
    /// Before NEGOTIATE no honest message is larger than this.
    static let frameBeforeNegotiate = 16 * 1024
    /// Before a logon: a SESSION_SETUP with a large Kerberos ticket fits.
    static let frameBeforeLogon = 68 * 1024
    /// [MS-SMB2] 3.3.5.2: MaxTransactSize and room for headers.
    static func frame(maximumPayload: UInt32) -> Int { Int(maximumPayload) + 64 * 1024 }
    /// The 17 bits of length that a NetBIOS session message has. [MS-CIFS] 2.1
    static let frameSMB1 = 0x1_FFFF
    /// Commands of one AndX chain. Clients send two or three.
    static let chainedCommands = 16
    /// Transactions of SMB1 whose messages have not all come, and what one of them may bring: more than any function takes.
    static let transactions = 16
    static let transactionParameters = 64 << 10
    static let transactionData = 128 << 10
    /// Directory searches of SMB1: each keeps a directory open. The one that was idle longest gives way to a new one.
    static let searches = 64
    /// Commands other than those that carry payloads. [MS-SMB2] 3.3.5.2
    static let plainCommand = 68 * 1024
    static let maximumPayload: UInt32 = 8 << 20
    /// 2.0.2 has no multi-credit requests. [MS-SMB2] 3.3.5.4
    static let maximumPayload2_0_2: UInt32 = 64 << 10
    static let creditsBeforeLogon = 32
    static let pendingLogons = 8
    static let compoundElements = 64
    static let waitingRequests = 1024
    /// Those of SMB1, which brought their data along and may have an answer half written, and what they all hold. Clients are told that
    /// they may have 50.
    static let waitingRequestsSMB1 = 256
    static let waitingBytesSMB1 = 16 << 20
    /// Requests with the pool, and the bytes that they hold, beyond which no more are taken until some come back.
    static let poolRequests = 128
    static let poolBytes = 64 << 20
    /// A frame's length has 24 bits. What an answer may add that asked for no bytes has room behind this.
    static let reply = SessionFrame.maximumLength - (64 << 10)
    static let treesPerSession = 1024
    static let opensPerSession = 16_384
    /// Each may hold an unfinished call and unread answers.
    static let pipesPerSession = 256
    static let watches = 512
    /// How long a client may take to give an oplock back. As long as Windows waits. [MS-SMB2] 3.3.2.1
    static let oplockBreakMilliseconds = 35_000
    /// How long an SMB1 client's open waits for what others don't share, as its clients are used to.
    static let sharingMilliseconds = 1_000
    /// Entries that one QUERY_DIRECTORY reads ahead.
    static let entriesPerScan = 8192
    /// Of the names and lists that a stranger's NEGOTIATE brings, as much as the audit could want.
    static let netnameLength = 256
    static let offeredAlgorithms = 32
    /// Bad or missing signatures and malformed requests after which the connection ends.
    static let violations = 16
}
