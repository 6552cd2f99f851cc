// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBAuth
package import SMBEngine
import SMBWire
import Synchronization

/// A way to a server for `TestClient`: frames without their four-byte prefix.
package protocol TestTransport: AnyObject {
    func send(_ frame: ByteBuffer) throws
    /// The next frame from the server. Throws when there is none, or when the server has closed the connection.
    func receive() throws -> ByteBuffer
    var isClosed: Bool { get }
}

package enum TransportError: Error, Hashable {
    case nothingReceived
    case closed
    /// An encrypted frame came that the session's key does not open.
    case undecryptable
}

/// The edge in memory: performs a `ConnectionMachine`'s actions at once, one after the other. Pauses take no time, work runs in place.
package final class InMemoryConnection: TestTransport {
    package final class Queue: Mailbox {
        private let events = Mutex<[ConnectionEvent]>([])
        package init() {}
        package func post(_ event: ConnectionEvent) { self.events.withLock { $0.append(event) } }
        func take() -> [ConnectionEvent] {
            self.events.withLock { events in
                defer { events = [] }
                return events
            }
        }
    }

    package let machine: ConnectionMachine
    /// Lets other connections do what this one may be waiting for.
    package var othersTurn: () -> Void = {}
    package let mailbox = Queue()
    package private(set) var delays: [Int] = []
    package private(set) var disconnectReason: DisconnectReason?
    package private(set) var framesReceived: [ByteBuffer] = []
    /// Holds credentials back until `releaseCredentials`, for tests of what happens meanwhile.
    package var holdsCredentials = false
    /// The same for the pauses after failed logons, and for work of the pool: `releaseAll` lets them go.
    package var holdsDelays = false
    package var holdsWork = false
    /// Time limits that run, in milliseconds: `elapseTimers` lets them pass.
    package private(set) var timers: [Token: Int] = [:]
    private var held: [ConnectionEvent] = []
    private var heldCredentials: [ConnectionEvent] = []
    private let credentials: [String: Credential]
    private var inbox: [ByteBuffer] = []

    package init(
        server: ServerState, credentials: [Credential], peer: Peer = Peer(address: "192.0.2.7", isLoopback: false),
        listenerName: String? = nil
    ) {
        self.machine = ConnectionMachine(server: server, mailbox: self.mailbox, peer: peer, listenerName: listenerName)
        self.credentials = Dictionary(uniqueKeysWithValues: credentials.map { ($0.userName.lowercased(), $0) })
    }

    package var isClosed: Bool { self.disconnectReason != nil }

    package func send(_ frame: ByteBuffer) throws {
        guard !self.isClosed else { throw TransportError.closed }
        self.perform(self.machine.receive(frame))
        self.pump()
    }

    package func receive() throws -> ByteBuffer {
        self.pump()
        if self.inbox.isEmpty {
            self.othersTurn()
            self.pump()
        }
        if self.inbox.isEmpty, self.isPatient { self.elapseTimers() }
        if self.inbox.isEmpty { throw self.isClosed ? TransportError.closed : TransportError.nothingReceived }
        return self.inbox.removeFirst()
    }

    /// Delivers what other connections posted.
    package func pump() {
        while true {
            let events = self.mailbox.take()
            if events.isEmpty { return }
            for event in events { self.perform(self.machine.handle(event)) }
        }
    }

    package func releaseCredentials() {
        let held = self.heldCredentials
        self.heldCredentials = []
        for event in held { self.perform(self.machine.handle(event)) }
    }

    /// Delivers what was held back. Also after the end of the connection, as an edge may.
    package func releaseAll() {
        let events = self.held
        self.held = []
        for event in events { self.perform(self.machine.handle(event)) }
    }

    /// Whoever waits for an answer waits until what limits the wait has passed.
    package var isPatient = false

    /// Lets all time limits pass that run now.
    package func elapseTimers() {
        let tokens = self.timers.keys.sorted { $0.value < $1.value }
        self.timers = [:]
        for token in tokens { self.perform(self.machine.handle(.timerElapsed(token))) }
        self.pump()
    }

    private func deliver(_ event: ConnectionEvent, held isHeld: Bool) {
        if isHeld { self.held.append(event) } else { self.perform(self.machine.handle(event)) }
    }

    /// The client goes away without a word.
    package func drop() {
        self.disconnectReason = self.disconnectReason ?? .peerClosed
        self.machine.connectionClosed()
    }

    private func perform(_ actions: [Action]) {
        for action in actions {
            switch action {
            case .send(var frame):
                frame.moveReaderIndex(forwardBy: SessionFrame.prefixSize)
                self.inbox.append(frame)
                self.framesReceived.append(frame)
            case .lookUp(let query, let token):
                let event = ConnectionEvent.credential(token, self.credentials[query.user.lowercased()])
                if self.holdsCredentials { self.heldCredentials.append(event) } else { self.perform(self.machine.handle(event)) }
            case .acceptKerberos(let request, let acceptor, let token):
                let result: Result<KerberosAcceptance, KerberosFailure>
                do throws(KerberosFailure) {
                    result = .success(try acceptor.accept(request))
                } catch {
                    result = .failure(error)
                }
                self.deliver(.kerberosAccepted(token, result), held: self.holdsWork)
            case .delay(let milliseconds, let token):
                self.delays.append(milliseconds)
                self.deliver(.delayElapsed(token), held: self.holdsDelays)
            case .startTimer(let milliseconds, let token): self.timers[token] = milliseconds
            case .stopTimer(let token): self.timers[token] = nil
            case .run(let work, let token):
                let result: Result<WorkValue, NTStatus>
                do throws(NTStatus) {
                    result = .success(try work.run())
                } catch {
                    result = .failure(error)
                }
                self.deliver(.workCompleted(token, result), held: self.holdsWork)
            case .disconnect(let reason):
                self.disconnectReason = reason
            }
        }
    }
}
