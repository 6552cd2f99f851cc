// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation
import Logging
import NIOCore
import NIOPosix
import SMBEngine
import SMBServer

/// Runs a server from start to drain.
enum Serving {
    static func run(_ plan: ServePlan) async throws {
        let lock = try CommandFailure.explaining("start the server") { () throws(StateError) in
            try plan.state.lockForServing()
        }
        let signals = Signals()
        defer { withExtendedLifetime((lock, signals)) {} }
        let logger = Logger(label: "signet") { StreamLogHandler.standardError(label: $0) }
        let running = try RunningServer(plan, logger: logger)
        let control = try await ControlServer(plan.state, group: MultiThreadedEventLoopGroup.singleton)
        for address in plan.listeners { Output.line("listening on \(try await self.listen(running.server, on: address))") }
        await withTaskGroup { group in
            group.addTask {
                do {
                    try await control.run { await running.answer($0) }
                } catch is CancellationError {
                    // The server is going.
                } catch {
                    logger.error("the control socket failed", metadata: ["reason": "\(error)"])
                }
            }
            let watch = HostWatch(beginningWith: await running.host)
            if !watch.hearsOfAddresses {
                logger.warning("own addresses are not watched", metadata: ["remedy": "send SIGHUP after they change"])
            }
            group.addTask { for await host in watch.changes { await running.apply(host) } }
            Output.line("ready")
            await self.untilTerminated(signals.stream, running, watch)
            logger.info("draining")
            watch.stop()
            await running.shutDown()
            group.cancelAll()
        }
    }

    private static func untilTerminated(_ signals: AsyncStream<Signals.Signal>, _ running: RunningServer, _ watch: HostWatch) async {
        for await signal in signals {
            switch signal {
            case .terminate: return
            case .reload:
                watch.lookAgain()
                _ = await running.answer(.reload)
            }
        }
    }

    private static func listen(_ server: Server, on address: ListenAddress) async throws -> ListenAddress {
        do {
            let bound = try await server.listen(
                host: address.host, port: Int(address.port), name: address.name, transport: address.takesNetBIOS ? .netBIOS : .directTCP)
            return ListenAddress(host: bound.ipAddress ?? address.host, port: bound.port.flatMap(UInt16.init(exactly:)) ?? address.port)
        } catch let error as IOError {
            throw CommandFailure(
                "listen on \(address)", because: unsafe String(cString: strerror(error.errnoCode)),
                remedy: self.remedy(error.errnoCode, port: address.port))
        } catch {
            throw CommandFailure("listen on \(address)", because: "\(error)", remedy: "name an address of this host with --listen")
        }
    }

    private static func remedy(_ code: CInt, port: UInt16) -> String {
        switch code {
        case EACCES: "a port below 1024 needs the capability CAP_NET_BIND_SERVICE; grant it, or take another port than \(port)"
        case EADDRINUSE: "another server has the port; stop it, or name another with --listen"
        default: "name an address of this host with --listen"
        }
    }
}
