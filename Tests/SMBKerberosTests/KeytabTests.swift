// SPDX-License-Identifier: Apache-2.0
import Foundation
import SMBAuth
import SMBKerberos
import Support
import Testing

@Suite("A keytab") struct KeytabTests {
    /// The file format of MIT: version 5.2, then entries with their lengths in front.
    private func file(_ principals: [(components: [String], realm: String)]) throws -> String {
        var bytes: [UInt8] = [5, 2]
        for principal in principals {
            var entry = Self.u16(principal.components.count)
            for text in [principal.realm] + principal.components { entry += Self.u16(text.utf8.count) + [UInt8](text.utf8) }
            entry += [0, 0, 0, 1] + [0, 0, 0, 0] + [3]  // Name type, time, key version.
            entry += Self.u16(18) + Self.u16(32) + [UInt8](repeating: 7, count: 32)
            bytes += [0, 0] + Self.u16(entry.count) + entry
        }
        return try self.write(bytes)
    }

    private func write(_ bytes: [UInt8]) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString).keytab")
        try Data(bytes).write(to: path)
        return path.path
    }

    private static func u16(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    @Test func onlyTheServicesOfSMBAreUsed() throws {
        let path = try self.file([
            (["HTTP", "files.example"], "EXAMPLE"), (["cifs", "files.example"], "EXAMPLE"), (["FILES$"], "EXAMPLE"),
            (["HOST", "FILES"], "EXAMPLE"), (["cifs", "files.example"], "EXAMPLE"), (["host"], "EXAMPLE"),
        ])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let keytab = try Keytab(reading: path)
        #expect(keytab.services.map(\.description) == ["cifs/files.example@EXAMPLE", "HOST/FILES@EXAMPLE"])
        #expect(try keytab.realm(configured: nil) == "EXAMPLE")
        #expect(throws: KeytabProblem.otherRealm("OTHER", ["EXAMPLE"])) { try keytab.realm(configured: "OTHER") }
    }

    @Test func severalRealmsNeedAWord() throws {
        let path = try self.file([(["cifs", "a"], "ONE"), (["cifs", "a"], "TWO")])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let keytab = try Keytab(reading: path)
        #expect(throws: KeytabProblem.severalRealms(["ONE", "TWO"])) { try keytab.realm(configured: nil) }
        #expect(try keytab.realm(configured: "TWO") == "TWO")
    }

    @Test func oneWithoutAServiceOfSMBSaysWhatItHas() throws {
        let path = try self.file([(["HTTP", "files.example"], "EXAMPLE")])
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: KeytabProblem.noService(of: ["HTTP/files.example@EXAMPLE"])) { try Keytab(reading: path) }
    }

    @Test("what is no keytab is refused", arguments: [[], [5, 2], [1, 2, 3, 4], Array("not a keytab".utf8)] as [[UInt8]])
    func refusesOthers(_ bytes: [UInt8]) throws {
        let path = try self.write(bytes)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: KeytabProblem.self) { try Keytab(reading: path) }
    }

    @Test func oneThatIsNotThereIsSaid() throws {
        let error = #expect(throws: KeytabProblem.self) { try Keytab(reading: "/nowhere/signet.keytab") }
        #expect(try #require(error).description.contains("/nowhere/signet.keytab"))
    }

    @Test func aTicketSealedWithAnotherKeyIsRefused() throws {
        let path = try self.file([(["cifs", "server.example"], "EXAMPLE")])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let acceptor = TicketAcceptor(try Keytab(reading: path))
        let error = #expect(throws: KerberosFailure.self) {
            try acceptor.accept(KerberosRequest(message: TicketClient.request(), mechanismList: nil))
        }
        #expect(try #require(error).message?.first == 0x7E, "a KRB-ERROR tells the client")
    }

    @Test("bytes that are no AP-REQ are refused", arguments: [[], [0x6E], [0x6E, 0x03, 0x30, 0x01, 0x00]] as [[UInt8]])
    func refusesNonsense(_ message: [UInt8]) throws {
        let path = try self.file([(["cifs", "server.example"], "EXAMPLE")])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let acceptor = TicketAcceptor(try Keytab(reading: path))
        #expect(throws: KerberosFailure.self) { try acceptor.accept(KerberosRequest(message: message, mechanismList: nil)) }
    }
}
