// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import Testing

@Suite("Which user a principal is") struct PrincipalRulesTests {
    private let rules = PrincipalRules(
        realm: "EXAMPLE", users: ["root/admin@EXAMPLE": "bob", "carol@OTHER": "carol", "pc$@EXAMPLE": "machine", "ren\u{E9}@OTHER": "rene"])

    @Test(
        "only user@OWN-REALM is a user by itself; the rest needs a rule",
        arguments: [
            (["alice"], "EXAMPLE", PrincipalRules.Match?.some(.ownName(user: "alice"))),
            (["alice"], "OTHER", nil),
            (["alice"], "example", nil),
            (["alice"], "", nil),
            (["alice", "admin"], "EXAMPLE", nil),
            (["alice/admin"], "EXAMPLE", nil),
            (["alice@OTHER"], "EXAMPLE", nil),
            (["HOST$"], "EXAMPLE", nil),
            ([""], "EXAMPLE", nil),
            ([], "EXAMPLE", nil),
            (["root", "admin"], "EXAMPLE", .rule(user: "bob")),
            (["root/admin"], "EXAMPLE", nil),
            (["carol"], "OTHER", .rule(user: "carol")),
            (["carol@OTHER"], "EXAMPLE", nil),
            (["pc$"], "EXAMPLE", .rule(user: "machine")),
            (["ren\u{E9}"], "OTHER", .rule(user: "rene")),
            (["rene\u{301}"], "OTHER", nil),
        ])
    func matches(_ components: [String], _ realm: String, _ expected: PrincipalRules.Match?) {
        #expect(self.rules.match(KerberosPrincipal(components: components, realm: realm)) == expected)
    }
}
