// SPDX-License-Identifier: Apache-2.0

/// Brings an event to a connection, from any thread: the edge delivers it on the connection's own loop. After the connection has
/// closed, nothing happens.
package protocol Mailbox: Sendable {
    func post(_ event: ConnectionEvent)
}
