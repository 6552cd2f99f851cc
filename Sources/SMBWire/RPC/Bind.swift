// SPDX-License-Identifier: Apache-2.0

extension RPC {
    /// bind and alter_context: which interfaces a client wants to call. C706 12.6.4.3
    package struct Bind: Hashable, Sendable {
        package struct Context: Hashable, Sendable {
            package var contextID: UInt16
            package var abstractSyntax: SyntaxID
            package var transferSyntaxes: [SyntaxID]

            package init(contextID: UInt16, abstractSyntax: SyntaxID, transferSyntaxes: [SyntaxID]) {
                self.contextID = contextID
                self.abstractSyntax = abstractSyntax
                self.transferSyntaxes = transferSyntaxes
            }
        }

        package var maximumTransmitFragment: UInt16
        package var maximumReceiveFragment: UInt16
        package var associationGroup: UInt32
        package var contexts: [Context]

        package init(
            maximumTransmitFragment: UInt16, maximumReceiveFragment: UInt16, associationGroup: UInt32 = 0, contexts: [Context]
        ) {
            self.maximumTransmitFragment = maximumTransmitFragment
            self.maximumReceiveFragment = maximumReceiveFragment
            self.associationGroup = associationGroup
            self.contexts = contexts
        }
    }
}

extension RPC.Bind {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.maximumTransmitFragment = try reader.u16("max_xmit_frag")
        self.maximumReceiveFragment = try reader.u16("max_recv_frag")
        self.associationGroup = try reader.u32("assoc_group_id")
        let count = try reader.u8("n_context_elem")
        try reader.skip(3)
        self.contexts = []
        for _ in 0..<count { self.contexts.append(try Context(decoding: &reader)) }
    }

    package func encode(into writer: inout WireWriter) {
        writer.u16(self.maximumTransmitFragment)
        writer.u16(self.maximumReceiveFragment)
        writer.u32(self.associationGroup)
        writer.u8(UInt8(clamping: self.contexts.count))
        writer.zeros(3)
        for context in self.contexts.prefix(255) { context.encode(into: &writer) }
    }
}

extension RPC.Bind.Context {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.contextID = try reader.u16("p_cont_id")
        let count = try reader.u8("n_transfer_syn")
        try reader.skip(1)
        self.abstractSyntax = try RPC.SyntaxID(decoding: &reader)
        self.transferSyntaxes = []
        for _ in 0..<count { self.transferSyntaxes.append(try RPC.SyntaxID(decoding: &reader)) }
    }

    package func encode(into writer: inout WireWriter) {
        writer.u16(self.contextID)
        writer.u8(UInt8(clamping: self.transferSyntaxes.count))
        writer.u8(0)
        self.abstractSyntax.encode(into: &writer)
        for syntax in self.transferSyntaxes.prefix(255) { syntax.encode(into: &writer) }
    }
}
