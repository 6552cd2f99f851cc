// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import SMBServer
import SMBWire
import Support
import Testing

/// What strangers and idlers cost. The bounds leave room for the allocator's moods; the benchmarks have the figures.
@Suite("Memory of a connection", .serialized, .enabled(if: !Signet.isSanitized, "a sanitizer's memory is its own")) struct MemoryTests {
    private func serving(_ body: (ServeProgram, pid_t) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(
            state: folder.statePath, ["--set", "MaximumConnectionsPerAddress=10000"], binary: Signet.releaseBinary ?? Signet.binary)
        // What is made once for all is made before anything is measured.
        _ = try (0..<4).map { _ in try server.connectedClient().echo() }
        try body(server, server.program.processID)
        #expect(try server.terminate() == .exit(0))
    }

    @Test("one that sent nothing costs less than 16 KiB") func silenceIsCheap() throws {
        try self.serving { server, processID in
            // The first thousand also grow tables that stay.
            var silent = try (0..<1000).map { _ in try server.socket() }
            try server.client().negotiate()
            let before = try ProcessMemory.privateBytes(of: processID)
            silent += try (0..<1000).map { _ in try server.socket() }
            try server.client().negotiate()
            let each = (try ProcessMemory.privateBytes(of: processID) - before) / 1000
            print("a connection that sent nothing: \(each) bytes of private memory")
            #expect(each < 16 << 10)
            withExtendedLifetime(silent) {}
        }
    }

    @Test("one that announces much and sends nothing costs no more (SMBLoris)", arguments: [SessionFrame.maximumLength, 16 * 1024])
    func announcementsAreFree(_ length: Int) throws {
        try self.serving { server, processID in
            let before = try ProcessMemory.privateBytes(of: processID)
            let sockets = try (0..<200).map { _ in
                let socket = try server.socket()
                try socket.send(raw: ByteBuffer(integer: UInt32(length)))
                return socket
            }
            try server.connectedClient().echo()
            let growth = try ProcessMemory.privateBytes(of: processID) - before
            print("200 announcements of \(length) bytes: \(growth) bytes of private memory")
            #expect(growth < 200 * (32 << 10))
            withExtendedLifetime(sockets) {}
        }
    }

    @Test("thousands that do nothing keep nobody out") func othersGetIn() throws {
        try self.serving { server, _ in
            let idle = try (0..<3000).map { number in
                let socket = try server.socket()
                if number % 2 == 0 { try socket.send(raw: ByteBuffer(bytes: [0, 0, 1])) }
                return socket
            }
            let start = ContinuousClock.now
            let client = try server.connectedClient()
            try client.close(try client.open("there.txt"))
            #expect(ContinuousClock.now - start < .seconds(5))
            withExtendedLifetime(idle) {}
        }
    }

    @Test("a client that asks for much and reads nothing is made to wait") func answersAreNotPiledUp() throws {
        try self.serving { server, processID in
            let greedy = try server.connectedClient()
            let file = try greedy.open("large.bin")
            for part in UInt64(0)..<4 { try greedy.write(file, at: part << 20, ByteBuffer(repeating: 7, count: 1 << 20)) }
            let before = try ProcessMemory.privateBytes(of: processID)
            let socket = try #require(greedy.transport as? SocketTransport)
            socket.setTimeout(.milliseconds(200))
            var asked = 0
            while asked < 500 {
                let request = SMB2.ReadRequest(length: 1 << 20, offset: 0, file: file)
                let frame = greedy.encode(.read, creditCharge: 16) { request.encode(into: &$0, base: $1) }
                guard (try? socket.send(frame)) != nil else { break }
                asked += 1
            }
            for _ in 0..<3 { try server.connectedClient().echo() }
            let growth = try ProcessMemory.privateBytes(of: processID) - before
            print("\(asked) reads of 1 MiB that nobody takes: \(growth) bytes of private memory")
            #expect(growth < 48 << 20)
        }
    }

    @Test("the shell's limit on descriptors is not the server's") func descriptorsAreAskedFor() throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, launcher: ["/bin/sh", "-c", #"ulimit -S -n 100; exec "$@""#, "sh"])
        let crowd = try (0..<300).map { _ in try server.socket() }
        try server.connectedClient().echo()
        withExtendedLifetime(crowd) {}
    }

    @Test("when descriptors run out, others get in as soon as some leave") func descriptorsMayRunOut() throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(
            state: folder.statePath, launcher: ["/bin/sh", "-c", #"ulimit -n 100; exec "$@""#, "sh"])
        var crowd = try (0..<150).map { _ in try server.socket() }
        // Fewer stay than there are places for one address.
        crowd.removeFirst(130)
        let deadline = ContinuousClock.now + .seconds(10)
        var client = try? server.connectedClient()
        // The server hears of those who left a little later than we let go of them.
        while client == nil, ContinuousClock.now < deadline { client = try? server.connectedClient() }
        let admitted = try #require(client)
        try admitted.close(try admitted.open("there.txt"))
        withExtendedLifetime(crowd) {}
        #expect(try server.terminate() == .exit(0))
    }
}
