// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension RPC {
    /// One fragment of a call. C706 12.6.4.9
    package struct Request: Hashable, Sendable {
        package var allocationHint: UInt32
        package var contextID: UInt16
        package var operation: UInt16
        package var stub: ByteBuffer

        package init(allocationHint: UInt32 = 0, contextID: UInt16, operation: UInt16, stub: ByteBuffer) {
            self.allocationHint = allocationHint
            self.contextID = contextID
            self.operation = operation
            self.stub = stub
        }
    }

    /// One fragment of a call's results. C706 12.6.4.10
    package struct Response: Hashable, Sendable {
        package static let headerSize = Fragment.headerSize + 8

        package var allocationHint: UInt32
        package var contextID: UInt16
        package var stub: ByteBuffer

        package init(allocationHint: UInt32, contextID: UInt16, stub: ByteBuffer) {
            self.allocationHint = allocationHint
            self.contextID = contextID
            self.stub = stub
        }
    }

    /// A call that could not be made. C706 12.6.4.7
    package struct Fault: Hashable, Sendable {
        package struct Status: RawRepresentable, Hashable, Sendable {
            package let rawValue: UInt32
            package init(rawValue: UInt32) { self.rawValue = rawValue }
            package static let accessDenied = Status(rawValue: 5)
            /// RPC_X_BAD_STUB_DATA
            package static let badStubData = Status(rawValue: 0x6F7)
            package static let operationRangeError = Status(rawValue: 0x1C01_0002)
            package static let unknownInterface = Status(rawValue: 0x1C01_0003)
        }

        package var contextID: UInt16
        package var status: Status

        package init(contextID: UInt16, status: Status) {
            self.contextID = contextID
            self.status = status
        }
    }
}

extension RPC.Request {
    /// `hasObject` is what the fragment's flags say.
    package init(decoding reader: inout WireReader, hasObject: Bool) throws(WireError) {
        self.allocationHint = try reader.u32("alloc_hint")
        self.contextID = try reader.u16("p_cont_id")
        self.operation = try reader.u16("opnum")
        if hasObject { try reader.skip(16, "object") }
        self.stub = reader.rest()
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.allocationHint)
        writer.u16(self.contextID)
        writer.u16(self.operation)
        writer.bytes(self.stub)
    }
}

extension RPC.Response {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.allocationHint = try reader.u32("alloc_hint")
        self.contextID = try reader.u16("p_cont_id")
        try reader.skip(2, "cancel_count")
        self.stub = reader.rest()
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.allocationHint)
        writer.u16(self.contextID)
        writer.u16(0)
        writer.bytes(self.stub)
    }
}

extension RPC.Fault {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.skip(4, "alloc_hint")
        self.contextID = try reader.u16("p_cont_id")
        try reader.skip(2, "cancel_count")
        self.status = Status(rawValue: try reader.u32("status"))
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(0)
        writer.u16(self.contextID)
        writer.u16(0)
        writer.u32(self.status.rawValue)
        writer.zeros(4)
    }
}
