// SPDX-License-Identifier: Apache-2.0
import Testing

/// Usage ends with 64, everything else that fails with 1; both say what failed, why, and what to do.
@Suite("Mistakes on the command line") struct MistakeTests {
    @Test(
        "wrong usage ends with 64",
        arguments: [
            ["frobnicate"], ["events", "--id", "x"], ["events", "--format", "yaml"], ["user", "add"], ["policy", "set", "Foo"],
            ["serve", "--listen", "nowhere"], ["serve", "--share", "data"], ["sessions", "close"], ["user", "add", "carol"],
            ["events", "--since", "soon"],
        ])
    func usage(_ arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let end = try Signet.run(arguments + (arguments == ["frobnicate"] ? [] : ["--state", folder.statePath]))
        #expect(end.status == 64)
        #expect(end.errors.hasPrefix("signet: "))
        #expect(end.output.isEmpty)
    }

    @Test(
        "what cannot be done ends with 1, and is said in one line",
        arguments: [
            (["policy", "set", "Foo", "1"], "set Foo=1: "), (["policy", "get", "Foo"], "get Foo: "),
            (["policy", "set", "SmbServerNameHardeningLevel", "3"], "set SmbServerNameHardeningLevel=3: "),
            (["policy", "set", "MinSmb2Dialect=785", "MaxSmb2Dialect=514"], "set MinSmb2Dialect=785 MaxSmb2Dialect=514: "),
            (["user", "remove", "carol"], "remove the user carol: "),
            (["user", "password", "carol", "--password-stdin"], "change the password of carol: "),
            (["user", "add", "a/b", "--password-stdin"], "add the user a/b: "), (["share", "remove", "data"], "remove the share data: "),
            (["share", "add", "data", "/nonexistent"], "share /nonexistent as data: "),
            (["share", "add", "IPC$", "/tmp"], "share /tmp as IPC$: "),
            (["share", "add", "data", "/tmp", "--read", "carol"], "share /tmp as data: "),
            (["sessions", "close", "0x1"], "close 0x1: "),
            (["serve", "--listen", "192.0.2.1:0"], "listen on 192.0.2.1:0: "),
            (["serve", "--set", "Foo=1"], "start the server: "),
            (["serve", "--share", "data=/nonexistent"], "start the server: "),
            (["serve", "--config", "/nonexistent"], "read the configuration /nonexistent: "),
        ])
    func failures(_ arguments: [String], _ what: String) throws {
        let folder = try TemporaryFolder()
        let end = try Signet.run(arguments, state: folder.statePath, input: "password\n")
        #expect(end.status == 1)
        #expect(end.errors.hasPrefix("signet: \(what)"))
        #expect(end.errors.contains("; "), "what to do")
        #expect(end.errors.split(separator: "\n").count == 1)
    }

    @Test("a range is part of the message") func rangesAreNamed() throws {
        let folder = try TemporaryFolder()
        let end = try Signet.run(["policy", "set", "SmbServerNameHardeningLevel", "3"], state: folder.statePath)
        #expect(end.errors.contains("SmbServerNameHardeningLevel"))
        #expect(end.errors.contains("0"))
        #expect(end.errors.contains("2"))
        #expect(try Signet.succeed(["policy", "get", "SmbServerNameHardeningLevel"], state: folder.statePath) == "0\n")
    }
}
