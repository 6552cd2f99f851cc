// SPDX-License-Identifier: Apache-2.0

/// One way in which a client can name its target, and what it is worth. The server of the table is `server.example` at 192.0.2.1,
/// 2001:db8::1 and fe80::1, started with `--server-name alias.example`, with `cluster.example` and 198.51.100.9 in
/// SrvAllowedServerNames.
///
/// What is said here is the design, stated once more and without the code that has to follow it.
package struct NameForm: Sendable {
    package enum Sent: Hashable, Sendable {
        case nothing
        case name(String)
        /// With the flag that says that the name came from where it cannot be trusted.
        case untrusted(String)
        case twice(String, String)
        /// The name, and half a character more.
        case withHalfACharacter(String)
        /// After the mark that ends the list.
        case behindTheEnd(String)
    }

    package enum Worth: Hashable, Sendable {
        case absent
        case empty
        /// The two halves of event 3025's verdict.
        case foreign(class: Bool, principal: Bool)
        /// With the tolerances that it took.
        case ours([String])
        /// Over this mechanism nobody can send it.
        case impossible
    }

    package let title: String
    package let sent: Sent
    package let overNTLM: Worth
    package let overKerberos: Worth
    /// Ours from a peer on this host, and from nobody else.
    package let isLoopbackName: Bool
    /// What events show instead of a name that was not one.
    package let shown: String?
    package let reason: String

    private init(
        _ title: String, _ sent: Sent, ntlm: Worth, kerberos: Worth, isLoopbackName: Bool = false, shown: String? = nil, _ reason: String
    ) {
        self.title = title
        self.sent = sent
        self.overNTLM = ntlm
        self.overKerberos = kerberos
        self.isLoopbackName = isLoopbackName
        self.shown = shown
        self.reason = reason
    }

    private static func name(_ text: String, _ ntlm: Worth, kerberos: Worth? = nil, _ reason: String) -> NameForm {
        NameForm("`\(text)`", .name(text), ntlm: ntlm, kerberos: kerberos ?? ntlm, reason)
    }

    private static func ours(_ text: String, with tolerances: [String] = [], _ reason: String) -> NameForm {
        Self.name(text, .ours(tolerances), reason)
    }

    private static func other(_ text: String, _ reason: String) -> NameForm {
        Self.name(text, .foreign(class: true, principal: false), reason)
    }

    private static func loopback(_ text: String, with tolerances: [String] = [], _ reason: String) -> NameForm {
        NameForm("`\(text)`", .name(text), ntlm: .ours(tolerances), kerberos: .ours(tolerances), isLoopbackName: true, reason)
    }

    /// What only a list of attributes can say.
    private static func list(_ title: String, _ sent: Sent, _ worth: Worth, shown: String? = nil, _ reason: String) -> NameForm {
        NameForm(title, sent, ntlm: worth, kerberos: .impossible, shown: shown, reason)
    }

    /// CHALLENGE's TargetName shows this spelling to everybody, so it may have been copied from there.
    package var isSpeltAsAnnounced: Bool { if case .name("cifs/SERVER") = self.sent { true } else { false } }

    package static let long = "cifs/server.example/" + String(repeating: "a", count: 20_000)

    package static let all: [NameForm] = [
        .list("nothing", .nothing, .absent, "nothing can be judged"),
        NameForm("an empty name", .name(""), ntlm: .empty, kerberos: .empty, "the client can send a name and chose not to"),
        .list(
            "`cifs/server.example`, flagged untrusted", .untrusted("cifs/server.example"), .absent,
            "the client says itself that the name came from an untrusted source: no evidence, whatever it is"),
        .list("nothing, flagged untrusted", .untrusted(""), .absent, "an untrusted nothing is nothing"),
        .list(
            "`cifs/server.example`, twice", .twice("cifs/server.example", "cifs/server.example"), .ours([]),
            "both say the same"),
        .list(
            "two names, one of them ours", .twice("cifs/server.example", "cifs/rogue.example"), .foreign(class: false, principal: false),
            shown: "conflicting: cifs/server.example cifs/rogue.example",
            "one may be planted, and which one cannot be told"),
        .list(
            "a name of odd length", .withHalfACharacter("cifs/server.example"), .foreign(class: true, principal: false),
            shown: "cifs/server.example\u{FFFD}", "half a character makes another name"),
        .list(
            "`cifs/server.example` behind the end mark", .behindTheEnd("cifs/server.example"), .foreign(class: false, principal: false),
            shown: "unreadable attributes", "a relay may have ended the list early, to hide what the client said"),
        NameForm(
            "a name of 20,000 characters", .name(Self.long), ntlm: .foreign(class: false, principal: true), kerberos: .impossible,
            shown: "too long: " + Self.long.prefix(256) + "…",
            "no host has such a name; the record keeps its beginning, and that is of no class"),

        .ours("cifs/server.example", "the full name"),
        .ours("cifs/server", "the short name"),
        .ours("CIFS/SERVER.EXAMPLE", with: ["caseFolded"], "names are compared without regard to case"),
        .ours("cifs/SERVER", with: ["caseFolded"], "the NetBIOS name"),
        .name(
            "host/server.example", .foreign(class: false, principal: true), kerberos: .ours(["hostClass"]),
            "`host` stands for every service of a machine in Kerberos, and for none in NTLM"),
        .name("http/server.example", .foreign(class: false, principal: true), "a logon meant for another service"),
        .name(
            "RestrictedKrbHost/server.example", .foreign(class: false, principal: true), "not this service"),
        .name("server.example", .foreign(class: false, principal: true), "a bare host has no class"),
        .name("/server.example", .foreign(class: false, principal: true), "an empty class is none"),
        .ours("cifs/server.example:445", with: ["portIgnored"], "a port says nothing about the host"),
        .ours("cifs/server.example:4450", with: ["portIgnored"], "some clients name the port that they came by"),
        .other("cifs/server.example:port", "not a port, so the host is another"),
        .other("cifs/server.example:65536", "not a port, so the host is another"),
        .ours("cifs/server.example/instance", with: ["serviceNameIgnored"], "the third part says nothing about the host"),
        .other("cifs/server.example/", "the grammar has no empty third part, so the host is another"),
        .name(
            "cifs/server.example@EXAMPLE", .foreign(class: true, principal: false), kerberos: .ours(["realmStripped"]),
            "Kerberos names have realms; in NTLM Windows refuses one"),
        .ours("cifs/server.example.", with: ["trailingDot"], "the full name in its absolute form"),
        .other("cifs/server.example..", "two dots end no name"),
        .ours("cifs/alias.example", "`--server-name`"),
        .other("cifs/alias", "only host names have a short form; an alias is what was said"),
        .ours("cifs/cluster.example", "a virtual name in SrvAllowedServerNames"),
        .other("cifs/listener.example", "the name of another listener"),
        .other("cifs/other.example", "another host"),
        .name("http/other.example", .foreign(class: false, principal: false), "another service of another host"),
        .name(
            "host/unspecified", .foreign(class: false, principal: false), kerberos: .foreign(class: true, principal: false),
            "what a library sends whose caller named nothing"),
        .other("cifs/server.example.org", "another host"),
        .other("cifs/\u{17F}erver.example", "a letter that Unicode takes for ours: DNS leads it elsewhere"),
        .other("cifs/", "no host"),

        .ours("cifs/192.0.2.1", "an own address"),
        .ours("cifs/192.0.2.1:445", with: ["portIgnored"], "an own address with a port"),
        .ours("cifs/198.51.100.9", "an address in SrvAllowedServerNames, for instance that of a NAT"),
        .other("cifs/192.0.2.2", "another host's address"),
        .other("cifs/192.0.2.001", "leading zeros are octal to some, so this is no address"),
        .ours("cifs/2001:db8::1", "an own IPv6 address"),
        .ours("cifs/2001:0db8:0:0:0:0:0:1", "the same, spelt otherwise"),
        .ours("cifs/[2001:db8::1]", "the same in brackets"),
        .ours("cifs/[2001:db8::1]:445", with: ["portIgnored"], "the same with a port"),
        .other("cifs/2001:db8::1:445", "read whole it is another address"),
        .ours("cifs/fe80::1%eth0", "a zone names the client's own interface"),
        .ours("cifs/[fe80::1%25eth0]", "the same in brackets, with the zone as URLs spell it"),
        .ours("cifs/::ffff:192.0.2.1", "an IPv4 address in IPv6's form"),
        .other("cifs/0.0.0.0", "nobody's address, though a listener may have it"),

        .loopback("cifs/localhost", "every host's name for itself: from elsewhere it says that the client meant its own host"),
        .loopback("cifs/LOCALHOST.", with: ["caseFolded", "trailingDot"], "the same"),
        .loopback("cifs/127.0.0.1", "every host's address for itself"),
        .loopback("cifs/127.0.0.1:445", with: ["portIgnored"], "the same"),
        .loopback("cifs/[::1]", "the same"),
    ]
}
