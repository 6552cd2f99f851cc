// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// VERSION: what the peer says it runs on, unproven. [MS-NLMP] 2.2.2.10
package struct NTLMVersion: Hashable, Sendable {
    package var major: UInt8
    package var minor: UInt8
    package var build: UInt16
    package var revision: UInt8

    package init(major: UInt8, minor: UInt8, build: UInt16, revision: UInt8 = 15) {
        self.major = major
        self.minor = minor
        self.build = build
        self.revision = revision
    }

    static let size = 8
    /// Ours: a modern number, because some clients choose their manners by it.
    static let server = NTLMVersion(major: 10, minor: 0, build: 0)
}

extension NTLMVersion {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.major = try reader.u8("ProductMajorVersion")
        self.minor = try reader.u8("ProductMinorVersion")
        self.build = try reader.u16("ProductBuild")
        try reader.skip(3)
        self.revision = try reader.u8("NTLMRevisionCurrent")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u8(self.major)
        writer.u8(self.minor)
        writer.u16(self.build)
        writer.zeros(3)
        writer.u8(self.revision)
    }
}

extension NTLMVersion: CustomStringConvertible {
    package var description: String { "\(self.major).\(self.minor).\(self.build)" }
}
