// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// The time of day, for what clients are told (a CHALLENGE's timestamp, NEGOTIATE's SystemTime).
package protocol WallClock: Sendable {
    func now() -> NTTime
}
