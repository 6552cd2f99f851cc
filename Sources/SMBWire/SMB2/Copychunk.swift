// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// Names the source of a server-side copy: a file identifier in 24 bytes of the server's choice. [MS-SMB2] 2.2.32.3
    package struct ResumeKey: Hashable, Sendable {
        package var first: UInt64
        package var second: UInt64
        package var third: UInt64

        package init(first: UInt64, second: UInt64, third: UInt64) {
            self.first = first
            self.second = second
            self.third = third
        }
    }

    /// SRV_REQUEST_RESUME_KEY Response. [MS-SMB2] 2.2.32.3
    package struct ResumeKeyResponse: Hashable, Sendable {
        package static let size = 32

        package var resumeKey: ResumeKey

        package init(resumeKey: ResumeKey) { self.resumeKey = resumeKey }
    }

    /// SRV_COPYCHUNK_COPY. [MS-SMB2] 2.2.31.1
    package struct CopychunkRequest: Hashable, Sendable {
        package var sourceKey: ResumeKey
        /// Never more than the input holds.
        package var chunks: [Copychunk]

        package init(sourceKey: ResumeKey, chunks: [Copychunk]) {
            self.sourceKey = sourceKey
            self.chunks = chunks
        }
    }

    /// [MS-SMB2] 2.2.31.1.1
    package struct Copychunk: Hashable, Sendable {
        package var sourceOffset: UInt64
        package var targetOffset: UInt64
        package var length: UInt32

        package init(sourceOffset: UInt64, targetOffset: UInt64, length: UInt32) {
            self.sourceOffset = sourceOffset
            self.targetOffset = targetOffset
            self.length = length
        }
    }

    /// What was copied; with INVALID_PARAMETER, the limits instead. [MS-SMB2] 2.2.32.1
    package struct CopychunkResponse: Hashable, Sendable {
        package static let size = 12

        package var chunksWritten: UInt32
        package var chunkBytesWritten: UInt32
        package var totalBytesWritten: UInt32

        package init(chunksWritten: UInt32, chunkBytesWritten: UInt32, totalBytesWritten: UInt32) {
            self.chunksWritten = chunksWritten
            self.chunkBytesWritten = chunkBytesWritten
            self.totalBytesWritten = totalBytesWritten
        }
    }
}

extension SMB2.ResumeKey {
    fileprivate init(decoding reader: inout WireReader) throws(WireError) {
        self.first = try reader.u64("ResumeKey")
        self.second = try reader.u64("ResumeKey")
        self.third = try reader.u64("ResumeKey")
    }

    fileprivate func encode(into writer: inout WireWriter) {
        writer.u64(self.first)
        writer.u64(self.second)
        writer.u64(self.third)
    }
}

extension SMB2.ResumeKeyResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.resumeKey = try SMB2.ResumeKey(decoding: &reader)
        try reader.skip(4, "ContextLength")
    }

    /// The context is four bytes of nothing: Windows and Samba send them, though ContextLength is 0.
    package func encode(into writer: inout WireWriter) {
        self.resumeKey.encode(into: &writer)
        writer.u32(0)
        writer.u32(0)
    }
}

extension SMB2.CopychunkRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.sourceKey = try SMB2.ResumeKey(decoding: &reader)
        let count = try reader.u32("ChunkCount")
        try reader.skip(4)
        self.chunks = []
        for _ in 0..<count { self.chunks.append(try SMB2.Copychunk(decoding: &reader)) }
    }

    package func encode(into writer: inout WireWriter) {
        self.sourceKey.encode(into: &writer)
        writer.u32(UInt32(clamping: self.chunks.count))
        writer.u32(0)
        for chunk in self.chunks { chunk.encode(into: &writer) }
    }
}

extension SMB2.Copychunk {
    fileprivate init(decoding reader: inout WireReader) throws(WireError) {
        self.sourceOffset = try reader.u64("SourceOffset")
        self.targetOffset = try reader.u64("TargetOffset")
        self.length = try reader.u32("Length")
        try reader.skip(4)
    }

    fileprivate func encode(into writer: inout WireWriter) {
        writer.u64(self.sourceOffset)
        writer.u64(self.targetOffset)
        writer.u32(self.length)
        writer.u32(0)
    }
}

extension SMB2.CopychunkResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.chunksWritten = try reader.u32("ChunksWritten")
        self.chunkBytesWritten = try reader.u32("ChunkBytesWritten")
        self.totalBytesWritten = try reader.u32("TotalBytesWritten")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.chunksWritten)
        writer.u32(self.chunkBytesWritten)
        writer.u32(self.totalBytesWritten)
    }
}
