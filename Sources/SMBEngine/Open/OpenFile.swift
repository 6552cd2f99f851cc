// SPDX-License-Identifier: Apache-2.0

/// Owns a handle: it is closed when nobody needs it any more.
///
/// A CLOSE can arrive while the pool still reads from the file, and a file that is to be deleted outlives the open that condemned it.
/// Whoever uses the handle holds this; the last one to let go closes it.
package final class OpenFile: Sendable {
    let handle: any FileHandle

    init(_ handle: any FileHandle) { self.handle = handle }

    deinit { self.handle.close() }
}
