// SPDX-License-Identifier: Apache-2.0
import NIOCore

extension RPC {
    /// bind_ack and alter_context_response: what became of each context. C706 12.6.4.4
    package struct BindAck: Hashable, Sendable {
        package enum Outcome: Hashable, Sendable {
            case accepted(SyntaxID)
            case abstractSyntaxNotSupported
            case transferSyntaxesNotSupported
            /// The answer to a feature question: which of them we have. [MS-RPCE] 2.2.2.4
            case features(UInt16)
            case other(result: UInt16, reason: UInt16)
        }

        package var maximumTransmitFragment: UInt16
        package var maximumReceiveFragment: UInt16
        package var associationGroup: UInt32
        /// `\pipe\srvsvc`; empty in alter_context_response.
        package var secondaryAddress: String
        package var outcomes: [Outcome]

        package init(
            maximumTransmitFragment: UInt16, maximumReceiveFragment: UInt16, associationGroup: UInt32, secondaryAddress: String,
            outcomes: [Outcome]
        ) {
            self.maximumTransmitFragment = maximumTransmitFragment
            self.maximumReceiveFragment = maximumReceiveFragment
            self.associationGroup = associationGroup
            self.secondaryAddress = secondaryAddress
            self.outcomes = outcomes
        }
    }
}

extension RPC.BindAck {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.maximumTransmitFragment = try reader.u16("max_xmit_frag")
        self.maximumReceiveFragment = try reader.u16("max_recv_frag")
        self.associationGroup = try reader.u32("assoc_group_id")
        let length = Int(try reader.u16("sec_addr"))
        self.secondaryAddress = String(decoding: try reader.bytes("sec_addr", length).readableBytesView.dropLast(), as: UTF8.self)
        try reader.align(to: 4)
        let count = try reader.u8("n_results")
        try reader.skip(3)
        self.outcomes = []
        for _ in 0..<count {
            let (result, reason) = (try reader.u16("result"), try reader.u16("reason"))
            let syntax = try RPC.SyntaxID(decoding: &reader)
            self.outcomes.append(Self.outcome(result, reason, syntax))
        }
    }

    private static func outcome(_ result: UInt16, _ reason: UInt16, _ syntax: RPC.SyntaxID) -> Outcome {
        switch (result, reason) {
        case (0, _): .accepted(syntax)
        case (2, 1): .abstractSyntaxNotSupported
        case (2, 2): .transferSyntaxesNotSupported
        case (3, let flags): .features(flags)
        default: .other(result: result, reason: reason)
        }
    }

    /// The writer's fragment header must lie right before: padding is counted from there, and the header is a multiple of it.
    package func encode(into writer: inout WireWriter) {
        let start = writer.count
        writer.u16(self.maximumTransmitFragment)
        writer.u16(self.maximumReceiveFragment)
        writer.u32(self.associationGroup)
        let address = self.secondaryAddress.isEmpty ? [] : Array(self.secondaryAddress.utf8.prefix(255)) + [0]
        writer.u16(UInt16(clamping: address.count))
        writer.bytes(address)
        writer.align(to: 4, from: start)
        writer.u8(UInt8(clamping: self.outcomes.count))
        writer.zeros(3)
        for outcome in self.outcomes.prefix(255) { Self.encode(outcome, into: &writer) }
    }

    private static func encode(_ outcome: Outcome, into writer: inout WireWriter) {
        let (result, reason, syntax): (UInt16, UInt16, RPC.SyntaxID) =
            switch outcome {
            case .accepted(let syntax): (0, 0, syntax)
            case .abstractSyntaxNotSupported: (2, 1, .none)
            case .transferSyntaxesNotSupported: (2, 2, .none)
            case .features(let flags): (3, flags, .none)
            case .other(let result, let reason): (result, reason, .none)
            }
        writer.u16(result)
        writer.u16(reason)
        syntax.encode(into: &writer)
    }
}
