// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Samba's client opens a NetBIOS session on port 139 and on no other, so server and client have a network of their own here.
@Suite("Port 139") struct NetBIOSPortTests {
    /// $1 the program, $2 its state, $3 the share's folder, $4 the user and password, $5 where the client works, $6 what it does; the rest
    /// are its options. The server's output says when it is there.
    private static let script = """
        ip link set lo up
        "$1" serve --state "$2" --listen 127.0.0.1:139 --set SMB1=1 --share data="$3" >"$5/serve.log" 2>&1 &
        server=$!
        tail -n +1 -f --pid=$server "$5/serve.log" | grep -m 1 -q '^ready$'
        status=0
        work=$6 user=$4; shift 6
        timeout 30 smbclient -s /dev/null //127.0.0.1/data -p 139 -U "$user" "$@" -c "$work" || status=$?
        kill -TERM $server
        wait $server || status=$?
        exit $status
        """

    @Test("smbclient works in a NetBIOS session", arguments: [["-m", "NT1", "--option=client min protocol=NT1"], []])
    func smbclientWorks(_ options: [String]) async throws {
        try await Site.prepared { site in
            let given = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            try given.write(to: site.scratch.folder.appending(path: "one.bin"))
            let client = try await Subprocess.run(
                [
                    "unshare", "--net", "sh", "-c", Self.script, "sh", Checkout.signet, site.state, site.shareFolder.path,
                    "\(SignetServer.user)%\(SignetServer.password)", site.scratch.folder.path,
                    ClientCase.fileWork(in: site.scratch.path(".")),
                ] + options)
            #expect(client.status == 0, "\(client.output)\(site.scratch.text("serve.log"))")
            #expect(!client.output.contains("NT_STATUS_"), "\(client.output)")
            #expect(site.scratch.data("back.bin") == given)
            #expect(FileManager.default.contents(atPath: site.shareFolder.appending(path: "kept.bin").path) == given)
        }
    }
}
