// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support

/// The first byte says how far the connection has come; each chunk after it is a request: command, options, body.
func fuzzConnection(_ bytes: [UInt8]) {
    guard let start = bytes.first else { return }
    let connection = InMemoryConnection(server: exampleServer(), credentials: [Example.credential])
    let client = TestClient(connection)
    client.options.dialects = start & 2 == 0 ? [.smb3_1_1] : [.smb2_1]
    client.options.capabilities.insert(.encryption)
    client.options.ciphers = [UInt16(start >> 4 & 7)]
    guard start & 1 == 0 || (try? client.connect(to: start & 4 == 0 ? "data" : "IPC$")) != nil else { return }
    let file = start & 1 == 0 ? nil : openFile(client, named: start & 4 == 0 ? (start & 8 == 0 ? "file.txt" : "folder") : "srvsvc")

    var input = Chunks(bytes.dropFirst())
    while var request = input.next(), !connection.isClosed {
        guard let command = request.popFirst(), let options = request.popFirst() else { continue }
        if options & 1 == 1 {
            // A frame of the fuzzer's own making, header and all; encrypted, or with a transform header that the fuzzer spoils.
            let frame = ByteBuffer(bytes: request)
            try? connection.send(options & 8 == 8 ? sealed(frame, by: client, spoiled: options & 16 == 16 ? command : nil) : frame)
            continue
        }
        let known = SMB2.Command(rawValue: UInt16(command % 19))
        let frame = client.encode(known, signed: options & 2 == 2) { writer, base in
            writer.bytes(Array(request))
            if let file, options & 4 == 0 { patch(file, into: &writer.buffer, for: known, at: base) }
        }
        try? connection.send(options & 8 == 8 ? sealed(frame, by: client, spoiled: options & 16 == 16 ? command : nil) : frame)
        while (try? connection.receive()) != nil {}
    }
    connection.drop()
}

/// As the client's session would encrypt it; in the clear where it can't. `spoiled` names a byte of the header to change after that.
private func sealed(_ frame: ByteBuffer, by client: TestClient, spoiled: UInt8?) -> ByteBuffer {
    guard frame.readableBytes > 0, var sealed = try? client.sealed(frame) else { return frame }  // There is no empty message to encrypt.
    if let index = spoiled.map({ Int($0) % SMB2.TransformHeader.size }) {
        sealed.setInteger((sealed.getInteger(at: index, as: UInt8.self) ?? 0) ^ 1, at: index)
    }
    return sealed
}

/// Without a valid file id most bodies would get no further than the table of opens.
private func patch(_ file: SMB2.FileID, into buffer: inout ByteBuffer, for command: SMB2.Command, at base: Int) {
    let offsets: [SMB2.Command: Int] = [
        .close: 8, .flush: 8, .read: 16, .write: 16, .lock: 8, .ioControl: 8, .queryDirectory: 8, .changeNotify: 8, .queryInfo: 24,
        .setInfo: 16, .oplockBreak: 8,
    ]
    guard let offset = offsets[command], base + SMB2.Header.size + offset + 16 <= buffer.writerIndex else { return }
    buffer.setInteger(file.persistent, at: base + SMB2.Header.size + offset, endianness: .little)
    buffer.setInteger(file.volatile, at: base + SMB2.Header.size + offset + 8, endianness: .little)
}

private func openFile(_ client: TestClient, named name: String) -> SMB2.FileID? {
    let isFolder = name == "folder"
    let request = SMB2.CreateRequest(
        desiredAccess: .fileAll, shareAccess: [.read, .write, .delete], createDisposition: .open,
        createOptions: isFolder ? .directoryFile : [], name: name)
    guard let reply = try? client.request(.create, { request.encode(into: &$0, base: $1) }) else { return nil }
    return try? reply.body { (reader) throws(WireError) in try SMB2.CreateResponse(decoding: &reader) }.file
}

func exampleServer(_ settings: Settings = Settings()) -> ServerState {
    let store = InMemoryStore()
    try? store.put("file.txt", "The quick brown fox jumps over the lazy dog.")
    try? store.put("folder/inside.txt", "inside")
    let names = ServerNames(netbiosName: "SERVER", netbiosDomain: "SERVER", dnsName: "server.example", dnsDomain: "example")
    return ServerState(
        guid: GUID(bytes: Array(repeating: 1, count: 16)) ?? .zero, settings: settings,
        shares: ShareTable([ShareDefinition(name: "data", store: store)]),
        names: ServerIdentity(announced: names, accepted: AcceptedNames(hostNames: ["server.example"])), entropy: SeededEntropy(),
        clock: ManualClock(), sink: RecordingSink())
}
