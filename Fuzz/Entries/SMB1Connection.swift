// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBSettings
import SMBWire
import Support

/// The first byte says how far the connection has come and how the client speaks; each chunk after it is a request: command, options, body.
func fuzzSMB1Connection(_ bytes: [UInt8]) {
    guard let start = bytes.first else { return }
    var settings = Settings()
    settings.speaksSMB1 = true
    let connection = InMemoryConnection(server: exampleServer(settings), credentials: [Example.credential])
    var options = SMB1Client.Options()
    if start & 2 == 2 { options.flags2.remove(.extendedSecurity) }
    if start & 4 == 4 { options.flags2.remove(.unicode) }
    if start & 8 == 8 { options.flags2.remove(.ntStatus) }
    let client = SMB1Client(connection, options)
    let isPipe = start & 16 == 16
    if start & 1 == 1 {
        guard (try? client.connect(to: isPipe ? "IPC$" : "data")) != nil else { return }
        openFile(client, named: isPipe ? "srvsvc" : start & 32 == 32 ? "folder" : "file.txt")
    }

    var input = Chunks(bytes.dropFirst())
    while var request = input.next(), !connection.isClosed {
        guard let command = request.popFirst(), let options = request.popFirst() else { continue }
        try? connection.send(frame(command, RequestOptions(rawValue: options), request, client))
        while (try? connection.receive()) != nil {}
    }
    connection.drop()
}

private struct RequestOptions: OptionSet {
    let rawValue: UInt8
    /// A message of the fuzzer's own making, header and all.
    static let raw = RequestOptions(rawValue: 1)
    /// A transaction whose offsets are right and whose parameters and data are not.
    static let transaction = RequestOptions(rawValue: 2)
    static let secondary = RequestOptions(rawValue: 4)
    /// The first words name the file that is open.
    static let namesFile = RequestOptions(rawValue: 8)
    static let stranger = RequestOptions(rawValue: 16)
}

private func frame(_ command: UInt8, _ options: RequestOptions, _ body: ArraySlice<UInt8>, _ client: SMB1Client) -> ByteBuffer {
    if options.contains(.raw) { return ByteBuffer(bytes: body) }
    if options.contains(.transaction) { return transaction(command, options, body, client) }
    var body = body
    let wordCount = Int(body.popFirst() ?? 0) % 32
    var words = Array(body.prefix(wordCount * 2))
    words.append(contentsOf: repeatElement(0, count: wordCount * 2 - words.count))
    let known = SMB1.Command(rawValue: command)
    if options.contains(.namesFile) {
        let index = known.isAndX ? 4 : 0
        if known.isAndX { words.replaceSubrange(0..<min(1, words.count), with: words.isEmpty ? [] : [SMB1.Command.none.rawValue]) }
        if index + 2 <= words.count { words.replaceSubrange(index..<index + 2, with: [1, 0]) }
    }
    let bytes = Array(body.dropFirst(wordCount * 2))
    return client.encode(known) {
        if options.contains(.stranger) { $0.userID = 9 }
    } _: {
        $0.body({ $0.bytes(words) }, bytes: { $0.bytes(bytes) })
    }
}

/// The body: function, number of setup words, setup words, number of bytes that are parameters; the rest is data.
private func transaction(_ number: UInt8, _ options: RequestOptions, _ body: ArraySlice<UInt8>, _ client: SMB1Client) -> ByteBuffer {
    var body = body
    let kind = SMB1.TransactionKind.allCases[Int(number) % SMB1.TransactionKind.allCases.count]
    let function = UInt16(body.popFirst() ?? 0)
    var setup: [UInt16] = []
    for _ in 0..<Int(body.popFirst() ?? 0) % 8 { setup.append(UInt16(body.popFirst() ?? 0)) }
    let count = Int(body.popFirst() ?? 0)
    var parameters = Array(body.prefix(count))
    // Most functions that take a file have its FID in front.
    if options.contains(.namesFile), parameters.count >= 2 { parameters.replaceSubrange(0..<2, with: [1, 0]) }
    let data = ByteBuffer(bytes: body.dropFirst(count))
    if options.contains(.secondary) {
        let piece = SMB1.TransactionSecondary(
            kind: kind, totalParameterCount: count, totalDataCount: data.readableBytes * 2, parameterDisplacement: Int(function),
            dataDisplacement: setup.first.map(Int.init) ?? 0, parameters: ByteBuffer(bytes: parameters), data: data)
        return client.encode(kind.secondaryCommand) { piece.encode(into: &$0, header: 0) }
    }
    let request = SMB1.TransactionRequest(
        kind: kind, function: function, setup: setup, name: #"\PIPE\"#, parameters: ByteBuffer(bytes: parameters), data: data,
        totalDataCount: options.contains(.stranger) ? data.readableBytes * 2 : nil)
    return client.encode(kind.command) { request.encode(into: &$0, client.text, header: 0) }
}

extension SMB1.TransactionKind {
    fileprivate var command: SMB1.Command {
        switch self {
        case .transaction: .transaction
        case .transaction2: .transaction2
        case .ntTransaction: .ntTransaction
        }
    }

    fileprivate var secondaryCommand: SMB1.Command {
        switch self {
        case .transaction: .transactionSecondary
        case .transaction2: .transaction2Secondary
        case .ntTransaction: .ntTransactionSecondary
        }
    }
}

/// Its FID is the first that the connection gives out.
private func openFile(_ client: SMB1Client, named name: String) {
    let request = SMB1.NTCreateRequest(
        desiredAccess: .fileAll, options: name == "folder" ? .directoryFile : [], name: name)
    _ = try? client.request(.ntCreateAndX) { request.encode(into: &$0, text: client.text, header: 0) }
}
