// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc

/// Where a password comes from: standard input or a terminal, never the command line, which other users can see.
struct PasswordOption: ParsableArguments {
    @Flag(name: .customLong("password-stdin"), help: "Read the password from the first line of standard input.")
    var readsStandardInput = false

    func read() throws -> String {
        let password = self.readsStandardInput ? readLine() ?? "" : try self.ask()
        guard !password.isEmpty else {
            throw CommandFailure("read the password", because: "it is empty", remedy: "give one; an empty password could not log on")
        }
        return password
    }

    private func ask() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("there is no terminal to ask for the password on; use --password-stdin")
        }
        let password = try Self.prompt("Password: ")
        guard try Self.prompt("Again: ") == password else {
            throw CommandFailure("read the password", because: "the two differ", remedy: "try again")
        }
        return password
    }

    private static func prompt(_ text: String) throws -> String {
        Output.text(text)
        var shown = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &shown) == 0 else {
            throw CommandFailure("read the password", because: "the terminal cannot hide it", remedy: "use --password-stdin")
        }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            Output.text("\n")
        }
        return readLine() ?? ""
    }
}
