// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import NIOCore
import SMBEngine
import SMBWire

@testable import POSIXStore

/// A folder that exists for one test, and a store on it. Files are also touched behind the store's back, as local programs do.
final class TemporaryShare {
    let outside: String
    let path: String
    let store: POSIXStore

    init() throws {
        let template = Array("/tmp/signet-store-XXXXXX".utf8CString)
        var name = template
        guard unsafe mkdtemp(&name) != nil else { throw Errno.current }
        self.outside = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.path = self.outside + "/share"
        unsafe mkdir(self.path, 0o755)
        self.store = try POSIXStore(root: self.path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.outside)
    }

    // MARK: Behind the store's back

    func put(_ name: String, _ text: String = "") {
        let fd = unsafe Glibc.open(self.path + "/" + name, O_CREAT | O_WRONLY | O_TRUNC, 0o644)
        _ = unsafe Glibc.write(fd, text, text.utf8.count)
        Glibc.close(fd)
    }

    func makeFolder(_ name: String) { unsafe mkdir(self.path + "/" + name, 0o755) }
    func makeLink(_ name: String, to target: String) { unsafe symlink(target, self.path + "/" + name) }
    func move(_ name: String, to newName: String) { unsafe rename(self.path + "/" + name, self.path + "/" + newName) }
    func exists(_ name: String) -> Bool {
        var found = stat()
        return unsafe lstat(self.path + "/" + name, &found) == 0
    }

    // MARK: Through the store

    func open(
        _ path: String, _ creation: StoreOpen.Creation = .openExisting, _ kind: StoreOpen.Kind = .any, writes: Bool = true,
        attributes: FileAttributes = []
    ) throws(NTStatus) -> StoreOpened {
        let components = path.split(separator: "/").map(String.init)
        return try self.store.open(
            StoreOpen(path: StorePath(components), creation: creation, kind: kind, reads: true, writes: writes, attributes: attributes))
    }

    func list(_ path: String = "", matching pattern: String? = nil) throws(NTStatus) -> [DirectoryEntry] {
        let scan = try self.open(path, .openExisting, .directory).handle.scan()
        var entries: [DirectoryEntry] = []
        while true {
            let next = try scan.nextBlocking(7, matching: pattern.map(WildcardPattern.init))
            if next.isEmpty { return entries }
            entries += next
        }
    }

    func names(_ path: String = "", matching pattern: String? = nil) throws(NTStatus) -> [String] {
        try self.list(path, matching: pattern).map(\.name).filter { $0 != "." && $0 != ".." }.sorted()
    }

    func text(_ path: String) throws(NTStatus) -> String {
        var buffer = ByteBuffer()
        let file = try self.open(path, writes: false).handle
        _ = try file.readBlocking(into: &buffer, at: .zero, count: 1 << 20)
        return String(buffer: buffer)
    }
}

extension FileOffset {
    static var zero: FileOffset { FileOffset(0)! }
}
