// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.31
    package struct IOControlRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 57

        package var ctlCode: ControlCode
        package var file: FileID
        package var maximumInputResponse: UInt32
        package var maximumOutputResponse: UInt32
        /// SMB2_0_IOCTL_IS_FSCTL. Everything else is refused.
        package var isFsctl: Bool
        /// A slice of the frame.
        package var input: ByteBuffer

        package init(
            ctlCode: ControlCode, file: FileID, maximumInputResponse: UInt32 = 0, maximumOutputResponse: UInt32, isFsctl: Bool = true,
            input: ByteBuffer
        ) {
            self.ctlCode = ctlCode
            self.file = file
            self.maximumInputResponse = maximumInputResponse
            self.maximumOutputResponse = maximumOutputResponse
            self.isFsctl = isFsctl
            self.input = input
        }
    }

    /// [MS-SMB2] 2.2.32
    package struct IOControlResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 49
        private static let fixedSize = 48

        package var ctlCode: ControlCode
        package var file: FileID
        package var output: ByteBuffer

        package init(ctlCode: ControlCode, file: FileID, output: ByteBuffer) {
            self.ctlCode = ctlCode
            self.file = file
            self.output = output
        }
    }
}

extension SMB2.IOControlRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
        self.ctlCode = SMB2.ControlCode(rawValue: try reader.u32("CtlCode"))
        self.file = try SMB2.FileID(decoding: &reader)
        let inputOffset = try reader.u32("InputOffset")
        let inputCount = try reader.u32("InputCount")
        self.maximumInputResponse = try reader.u32("MaxInputResponse")
        try reader.skip(8, "OutputOffset")  // "OutputCount … MUST be 0" in a request.
        self.maximumOutputResponse = try reader.u32("MaxOutputResponse")
        self.isFsctl = try reader.u32("Flags") & 1 != 0
        try reader.skip(4)
        self.input = try reader.payload("Input", at: Int(inputOffset), count: Int(inputCount))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u16(0)
        writer.u32(self.ctlCode.rawValue)
        self.file.encode(into: &writer)
        let inputOffset = writer.reserve32()
        writer.u32(UInt32(clamping: self.input.readableBytes))
        writer.u32(self.maximumInputResponse)
        writer.u64(0)
        writer.u32(self.maximumOutputResponse)
        writer.u32(self.isFsctl ? 1 : 0)
        writer.u32(0)
        writer.fill(inputOffset, with: writer.count - base)
        writer.bytes(self.input)
        writer.padEmptyPayload(self.input.readableBytes)
    }
}

extension SMB2.IOControlResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
        self.ctlCode = SMB2.ControlCode(rawValue: try reader.u32("CtlCode"))
        self.file = try SMB2.FileID(decoding: &reader)
        try reader.skip(8, "InputOffset")
        let outputOffset = try reader.u32("OutputOffset")
        let outputCount = try reader.u32("OutputCount")
        try reader.skip(8, "Flags")
        self.output = try reader.payload("Output", at: Int(outputOffset), count: Int(outputCount))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        let payload = Self.begin(ctlCode: self.ctlCode, file: self.file, in: &writer, base: base)
        writer.bytes(self.output)
        payload.finish(in: &writer)
    }

    /// Writes the fixed part. The caller appends the output to `writer.buffer` and calls `finish` on what is returned.
    package static func begin(
        ctlCode: SMB2.ControlCode, file: SMB2.FileID, in writer: inout WireWriter, base: Int
    ) -> SMB2.OpenPayload {
        let start = writer.count + Self.fixedSize
        writer.u16(Self.structureSize)
        writer.u16(0)
        writer.u32(ctlCode.rawValue)
        file.encode(into: &writer)
        writer.u32(UInt32(clamping: start - base))  // Input: empty, at the same place.
        writer.u32(0)
        writer.u32(UInt32(clamping: start - base))
        let length = writer.reserve32()
        writer.u64(0)
        return SMB2.OpenPayload(length: length, start: start)
    }
}
