// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine

/// What ties a file to the folder of its streams: a random number in an extended attribute of the file. An inode number would come back
/// with the next file that gets it; this never does.
struct StreamIdentifier: Hashable {
    static let attribute = "user.signet.streams"
    private static let version: UInt8 = 1
    private static let size = 17

    private let bytes: [UInt8]

    static func random() -> StreamIdentifier {
        StreamIdentifier(bytes: (0..<16).map { _ in UInt8.random(in: .min ... .max) })
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private init?(stored: [UInt8]?) {
        guard let stored, stored.count == Self.size, stored[0] == Self.version else { return nil }
        self.bytes = Array(stored[1...])
    }

    /// `nil` for a file that never had a stream.
    init?(of fd: Int32) throws(Errno) {
        self.init(stored: try Syscalls.attribute(Self.attribute, of: fd, capacity: Self.size))
    }

    init?(of entry: String, in folder: Int32) throws(Errno) {
        self.init(stored: try Syscalls.attribute(Self.attribute, in: folder, entry: entry, capacity: Self.size))
    }

    func store(on fd: Int32) throws(Errno) { try Syscalls.setAttribute(Self.attribute, of: fd, [Self.version] + self.bytes) }

    /// The name of the folder.
    var name: String {
        self.bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
