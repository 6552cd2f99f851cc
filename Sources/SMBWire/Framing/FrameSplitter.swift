// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Cuts a stream into messages.
///
/// A message that arrived in one piece is a slice of what was received. One that did not is gathered into a buffer of its own: each
/// byte is copied once.
package struct FrameSplitter: ~Copyable {
    /// Whether a gathered message gets all its memory at once. Off until a peer has proven who it is: until then memory follows the
    /// bytes that came, not those that were announced.
    package var reservesAnnouncedLength = false

    /// Not yet looked at.
    private var received = ByteBuffer()
    private var gathered = ByteBuffer()
    /// How much `gathered` lacks; `nil` when nothing is being gathered.
    private var missing: Int?

    /// An SMB2 header: before so much has come, nothing is reserved.
    private static let leastForGathering = 64

    package init() {}

    /// What is held of the peer's bytes.
    package var heldByteCount: Int { self.received.readableBytes + self.gathered.readableBytes }

    package mutating func append(_ bytes: ByteBuffer) {
        var bytes = bytes
        if let missing = self.missing, let piece = bytes.readSlice(length: min(missing, bytes.readableBytes)) {
            self.gathered.writeImmutableBuffer(piece)
            self.missing = missing - piece.readableBytes
        }
        if bytes.readableBytes == 0 { return }
        if self.received.readableBytes == 0 {
            self.received = bytes
        } else {
            self.received.discardReadBytes()
            self.received.writeImmutableBuffer(bytes)
        }
    }

    /// The next message without its prefix; `nil` until it is complete. After an error the stream cannot be understood any more.
    package mutating func next(maximumLength: Int) throws(WireError) -> ByteBuffer? {
        if let missing = self.missing {
            return missing == 0 ? self.takeGathered() : nil
        }
        guard let length = try SessionFrame.announcedLength(self.received) else { return nil }
        guard length <= maximumLength else { throw WireError(.limit, field: "StreamProtocolLength", offset: 1) }
        if self.received.readableBytes - SessionFrame.prefixSize >= length {
            self.received.moveReaderIndex(forwardBy: SessionFrame.prefixSize)
            let frame = self.received.readSlice(length: length)
            if self.received.readableBytes == 0 { self.received = ByteBuffer() }
            return frame
        }
        if self.received.readableBytes - SessionFrame.prefixSize >= Self.leastForGathering { self.gather(length) }
        return nil
    }

    private mutating func gather(_ length: Int) {
        self.received.moveReaderIndex(forwardBy: SessionFrame.prefixSize)
        self.gathered = ByteBuffer()
        self.gathered.reserveCapacity(self.reservesAnnouncedLength ? length : self.received.readableBytes)
        self.gathered.writeImmutableBuffer(self.received)
        self.missing = length - self.received.readableBytes
        self.received = ByteBuffer()
    }

    private mutating func takeGathered() -> ByteBuffer {
        defer {
            self.gathered = ByteBuffer()
            self.missing = nil
        }
        return self.gathered
    }
}
