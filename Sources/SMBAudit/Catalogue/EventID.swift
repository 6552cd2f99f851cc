// SPDX-License-Identifier: Apache-2.0

/// The events that exist. Numbers up to 59999 are Windows', from 60001 on they are ours.
package enum EventID {
    package static let sessionAuthFailure: UInt16 = 551
    package static let smb1Refused: UInt16 = 1001
    package static let unencryptedAccess: UInt16 = 1003
    package static let badSignature: UInt16 = 1004
    package static let negotiateValidationFailed: UInt16 = 1005
    package static let decryptionFailed: UInt16 = 1015
    package static let dialectOutsideRange: UInt16 = 1061
    package static let smb1Access: UInt16 = 3000
    package static let clientLacksSigning: UInt16 = 3021
    package static let clientLacksEncryption: UInt16 = 3022
    package static let insecureGuest: UInt16 = 3023
    package static let spnAbsent: UInt16 = 3024
    package static let spnUnrecognized: UInt16 = 3025
    package static let spnEmpty: UInt16 = 3026
    package static let smb1ClientLacksSigning: UInt16 = 3027
    package static let unsignedWhereDue: UInt16 = 60001
    package static let recordsLost: UInt16 = 60002
    package static let legacyAnswerRefused: UInt16 = 60003
    package static let challengeRewritten: UInt16 = 60004
    package static let trialEnded: UInt16 = 60010
    package static let relayProtectionRefused: UInt16 = 60011
    package static let negotiateNotValidated: UInt16 = 60012
    package static let nullSessionRefused: UInt16 = 60013
    package static let negotiateRefused: UInt16 = 60014
    package static let ntlmUsed: UInt16 = 60020
    package static let ntlmRefused: UInt16 = 60021
}
