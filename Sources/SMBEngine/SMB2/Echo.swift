// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension ConnectionMachine {
    /// [MS-SMB2] 3.3.5.17. Needs no session: clients use it to see whether the connection lives.
    func echo(into reply: inout WireWriter, base: Int) -> Outcome {
        SMB2.EchoResponse().encode(into: &reply, base: base)
        return .replied
    }
}
