// SPDX-License-Identifier: Apache-2.0
import EventStore
import Logging
import POSIXStore
import SMBEngine
import Synchronization

/// The stores behind the shares. One that stays shared keeps its store, with all that it has learnt about the folder.
final class ShareStores: Sendable {
    private let notifier = ChangeNotifier()
    private let stores = Mutex<[String: POSIXStore]>([:])
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// A share whose folder cannot be opened is left out and said; the others are served.
    func table(_ shares: [ShareRecord]) -> ShareTable {
        self.stores.withLock { stores in
            var kept: [String: POSIXStore] = [:]
            var definitions: [ShareDefinition] = []
            for share in shares {
                do throws(POSIXStore.RootError) {
                    let known = kept[share.path] ?? stores[share.path]
                    let store = if let known { known } else { try POSIXStore(root: share.path, notifier: self.notifier) }
                    kept[share.path] = store
                    definitions.append(ShareDefinition(share, store))
                } catch {
                    self.logger.error("share left out", metadata: ["share": "\(share.name)", "reason": "\(error)"])
                }
            }
            stores = kept
            return ShareTable(definitions)
        }
    }
}

extension ShareDefinition {
    /// With either list, nobody but those named; writers may read as well.
    fileprivate init(_ share: ShareRecord, _ store: POSIXStore) {
        let isOpen = share.readers.isEmpty && share.writers.isEmpty
        self.init(
            name: share.name, comment: share.comment, isReadOnly: share.isReadOnly, allowsGuest: share.allowsGuest,
            encryptsData: share.encryptsData, speaksSMB1: share.speaksSMB1,
            readers: isOpen ? nil : Set(share.readers.map { $0.lowercased() }),
            writers: isOpen ? nil : Set(share.writers.map { $0.lowercased() }), store: store)
    }
}
