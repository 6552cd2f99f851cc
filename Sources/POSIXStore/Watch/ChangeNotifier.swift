// SPDX-License-Identifier: Apache-2.0

/// Watches folders for all handles of the process: one inotify instance and one thread, both begun with the first watch.
package final class ChangeNotifier: Sendable {
    let reader: WatchReader

    /// - Parameter maximumFolders: how many folders one watch of a subtree may reach; beyond that its owner is told to look for itself.
    package init(maximumFolders: Int = 1024) { self.reader = WatchReader(maximumFolders: maximumFolders) }
    deinit { self.reader.stop() }
}
