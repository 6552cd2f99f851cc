// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import SMBWire

/// A checked path beneath the root in the kernel's spelling, without leading slash; empty for the root itself.
struct RelativePath: Hashable {
    let text: String

    static let root = RelativePath(spelled: "")

    /// A path that the kernel or the store itself spelled.
    init(spelled text: String) { self.text = text }

    /// The engine has checked the components already; this says it again where it matters.
    init(_ path: StorePath) throws(NTStatus) {
        for component in path.components where !Self.isName(component) { throw .objectNameInvalid }
        // Streams are reached through their files, and under their rights, alone.
        if let index = path.components.firstIndex(where: StreamArea.isReserved) {
            throw index == path.components.count - 1 ? .objectNameNotFound : .objectPathNotFound
        }
        self.text = path.components.count == 1 ? path.components[0] : path.components.joined(separator: "/")
        if self.text.utf8.count > 4000 { throw .objectNameInvalid }  // PATH_MAX, with room for what the kernel adds.
    }

    static func isName(_ component: String) -> Bool {
        if component.isEmpty || component == "." || component == ".." || component.utf8.count > 255 { return false }
        return component.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != 0 }
    }

    var isRoot: Bool { self.text.isEmpty }
    /// As an argument of a system call.
    var argument: String { self.text.isEmpty ? "." : self.text }

    var parent: RelativePath {
        guard let slash = self.text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .root }
        return RelativePath(spelled: String(self.text[..<slash]))
    }

    var name: String {
        guard let slash = self.text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return self.text }
        return String(self.text[self.text.utf8.index(after: slash)...])
    }

    var components: [String] { self.text.utf8.split(separator: UInt8(ascii: "/")).map { String($0)! } }

    func appending(_ name: String) -> RelativePath {
        RelativePath(spelled: self.text.isEmpty ? name : self.text + "/" + name)
    }
}
