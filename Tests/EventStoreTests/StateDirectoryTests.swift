// SPDX-License-Identifier: Apache-2.0
import EventStore
import Testing

@Suite("state directory") struct StateDirectoryTests {
    @Test func aMissingFolderIsCreatedForItsOwnerAlone() throws {
        let state = try TemporaryState()
        #expect(try state.mode(of: state.directory.path) == 0o700)
    }

    @Test func missingParentsAreCreatedToo() throws {
        let state = try TemporaryState()
        let nested = try StateDirectory(preparing: state.directory.path + "/a/b/c")
        #expect(try state.mode(of: nested.path) == 0o700)
    }

    @Test func aFileInTheWayIsNamed() throws {
        let state = try TemporaryState()
        _ = try state.directory.lockForServing()
        #expect(throws: StateError.self) { _ = try StateDirectory(preparing: state.directory.path + "/lock") }
    }

    @Test func onlyOneServerRunsOnAState() throws {
        let state = try TemporaryState()
        var lock: StateLock? = try state.directory.lockForServing()
        #expect(throws: StateError.alreadyServing(state.directory.path)) { _ = try state.directory.lockForServing() }
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try state.directory.lockForServing()
    }

    @Test func theStandardPathDependsOnWhoAsks() {
        #expect(StateDirectory.standardPath(isRoot: true, home: "/root") == "/var/lib/signet")
        #expect(StateDirectory.standardPath(isRoot: false, home: "/home/alice") == "/home/alice/.local/state/signet")
    }
}
