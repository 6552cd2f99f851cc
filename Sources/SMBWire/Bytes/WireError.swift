// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not the message that they claim to be, and where.
package struct WireError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// A field or a buffer reaches beyond the message.
        case overrun
        /// A value that the specification does not allow.
        case value
        /// StructureSize is not that of the message.
        case structureSize
        /// Something that must be aligned is not.
        case alignment
        /// Not UTF-16 (an unpaired surrogate, or half a code unit).
        case encoding
        /// More than we are willing to take.
        case limit
    }

    package var reason: Reason
    /// The field's name in the specification.
    package var field: String
    /// Where in the message, in bytes from its start.
    package var offset: Int

    package init(_ reason: Reason, field: String, offset: Int) {
        self.reason = reason
        self.field = field
        self.offset = offset
    }
}

extension WireError: CustomStringConvertible {
    package var description: String { "\(self.field) at \(self.offset): \(self.reason)" }
}
