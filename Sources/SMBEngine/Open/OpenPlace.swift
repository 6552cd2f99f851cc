// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Where an open file lies, as far as it matters to those who rename the directories above it.
struct OpenPlace: Hashable, Sendable {
    private let store: ObjectIdentifier
    /// Without regard to case.
    private let components: [String]

    init(_ path: StorePath, in store: any FileStore) {
        self.store = ObjectIdentifier(store)
        self.components = path.components.map(WildcardPattern.folded)
    }

    func isBeneath(_ other: OpenPlace) -> Bool {
        self.store == other.store && self.components.count > other.components.count && self.components.starts(with: other.components)
    }
}

extension OpenTable {
    /// Remembers where an open lies, from its CREATE or its rename on.
    func place(_ registration: OpenRegistration, at place: OpenPlace) {
        try? self.withFile(registration.identity, otherwise: ()) { (row) throws(NTStatus) in row.place = place }
    }

    /// Whether the file was last opened or renamed under another name.
    func hasMoved(_ registration: OpenRegistration, from place: OpenPlace) -> Bool {
        (try? self.withFile(registration.identity, otherwise: false) { (row) throws(NTStatus) in row.place.map { $0 != place } ?? false })
            ?? false
    }

    /// A directory is not renamed while anything beneath it is open. [MS-FSA] 2.1.5.15.11
    func isAnythingOpen(beneath place: OpenPlace) -> Bool { self.contains { _, file in file.place?.isBeneath(place) == true } }
}
