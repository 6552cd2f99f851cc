// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Testing

@Suite("Events as JSON, XML and text") struct EventRenderingTests {
    private static let plain = AuditEvent(
        id: 3021,
        fields: [
            EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#)),
            EventField("UserNameLength", .uint16(5)), EventField("UserName", .unicode("alice")),
            EventField("ServerRequiresSigning", .boolean(false)),
        ])

    private static let message =
        #"A client logged on that does not offer SMB signing.\n\nClient name: \\\\192.0.2.7\nUser name: alice\nServer requires signing: no\n\n"#
        + #"Once signing is required, this client fails unless it can sign after all."#

    /// The example of the interface contract, byte for byte.
    @Test func jsonIsTheContractsExample() {
        let expected =
            #"{"Event":{"System":{"Provider":{"Name":"Microsoft-Windows-SMBServer","Guid":"{d48ce617-33a2-4bc3-a5c7-11aa4f29619e}"},"EventID":3021,"Version":1,"Level":3,"#
            + #""Task":0,"Opcode":0,"Keywords":"0x8000000000000008","TimeCreated":{"SystemTime":"2026-01-31T12:00:00.0000000Z"},"EventRecordID":1,"#
            + #""Channel":"Microsoft-Windows-SMBServer/Audit","Computer":"files.example"},"#
            + #""EventData":{"ClientNameLength":11,"ClientName":"\\\\192.0.2.7","UserNameLength":5,"UserName":"alice","ServerRequiresSigning":false},"#
            + #""RenderingInfo":{"Culture":"en-US","Message":""# + Self.message + #"","Level":"Warning"}}}"#
        #expect(Sample.record(Self.plain).json() == expected)
    }

    @Test func whatSignetKnowsStandsBesideEventData() throws {
        let client = ClientIdentity(
            address: "192.0.2.7", workstation: "SCANNER", clientGUID: GUID("00112233-4455-6677-8899-aabbccddeeff"))
        let logon = Sample.logon(spn: .nothingSent)
        let event = try #require(audit(Observation(client: client, fact: .logon(logon)), under: LogonRulesTests.bothAudits).first)
        let json = Sample.record(event).json()
        #expect(
            json.contains(
                #""EventData":{"ClientNameLength":11,"ClientName":"\\\\192.0.2.7","Status":"0x80090303","SPNValidationPolicy":0},"Signet":{"workstation":"SCANNER","clientGuid":"{00112233-4455-6677-8899-aabbccddeeff}","user":"alice","logon":"user","dialect":"3.1.1","negotiateSecurityMode":"0x1","sessionSetupSecurityMode":"0x1","mechanism":"NTLMv2","wrapping":"SPNEGO","spn":"absent","mic":true,"signingRequired":false},"RenderingInfo""#
            ))
    }

    @Test func xmlFollowsTheEventSchema() {
        let event = AuditEvent(
            id: 3026, fields: [EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#))],
            extra: [EventField("user", .unicode("a&b"))])
        let expected =
            #"<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>"#
            + #"<Provider Name="Microsoft-Windows-SMBServer" Guid="{d48ce617-33a2-4bc3-a5c7-11aa4f29619e}"/><EventID>3026</EventID><Version>0</Version>"#
            + #"<Level>3</Level><Task>0</Task><Opcode>0</Opcode><Keywords>0x8000000000000008</Keywords>"#
            + #"<TimeCreated SystemTime="2026-01-31T12:00:00.0000000Z"/><EventRecordID>7</EventRecordID>"#
            + #"<Channel>Microsoft-Windows-SMBServer/Audit</Channel><Computer>files.example</Computer></System>"#
            + #"<EventData><Data Name="ClientNameLength">11</Data><Data Name="ClientName">\\192.0.2.7</Data></EventData>"#
            + #"<RenderingInfo Culture="en-US"><Message>A client logged on with an empty SPN.&#10;&#10;Client name: \\192.0.2.7&#10;&#10;"#
            + #"It could name the server and did not. Once an SPN is required, it is refused.</Message><Level>Warning</Level></RenderingInfo>"#
            + #"<Signet xmlns="urn:signet:event"><Data Name="user">a&amp;b</Data></Signet></Event>"#
        #expect(Sample.record(event, id: 7).xml() == expected)
    }

    @Test func textIsOneLine() {
        #expect(
            Sample.record(Self.plain).line()
                == #"2026-01-31T12:00:00Z 3021 Warning: A client logged on that does not offer SMB signing. ClientName=\\192.0.2.7 UserName=alice ServerRequiresSigning=false"#
        )
    }

    /// A name, and how JSON, XML and text show it.
    @Test(
        "hostile strings stay strings",
        arguments: [
            (#"a"b\c"#, #"a\"b\\c"#, #"a&quot;b\c"#, #""a\"b\\c""#),
            ("a\nb\tc\r", #"a\nb\tc\r"#, "a&#10;b&#9;c&#13;", #"a\u{a}b\u{9}c\u{d}"#),
            ("a\u{0}\u{1B}[31m", #"a\u0000\u001b[31m"#, "a\u{FFFD}\u{FFFD}[31m", #"a\u{0}\u{1b}[31m"#),
            ("<script>'&", "<script>'&", "&lt;script&gt;&apos;&amp;", "<script>'&"),
            ("a\u{7F}\u{9B}", #"a\u007f\u009b"#, "a&#x7f;&#x9b;", #"a\u{7f}\u{9b}"#),
            ("a\u{202E}b\u{2028}", #"a\u202eb\u2028"#, "a&#x202e;b&#x2028;", #"a\u{202e}b\u{2028}"#),
            ("\u{FFFE}\u{FFFF}", #"\ufffe\uffff"#, "\u{FFFD}\u{FFFD}", #"\u{fffe}\u{ffff}"#),
            ("\u{E0041}\u{10FFFF}", #"\udb40\udc41\udbff\udfff"#, "&#xe0041;&#x10ffff;", #"\u{e0041}\u{10ffff}"#),
            ("é😀e\u{301}", "é😀e\u{301}", "é😀e\u{301}", "é😀e\u{301}"), ("", "", "", #""""#), ("a b=c", "a b=c", "a b=c", #""a b=c""#),
        ])
    func hostileStrings(_ name: String, _ json: String, _ xml: String, _ text: String) {
        let record = Sample.record(AuditEvent(id: 3021, fields: [EventField("UserName", .unicode(name))]))
        #expect(Array(record.json().utf8).contains(Array(#""UserName":"\#(json)"}"#.utf8)))
        #expect(Array(record.xml().utf8).contains(Array(#"<Data Name="UserName">\#(xml)</Data>"#.utf8)))
        #expect(record.line().hasSuffix(" UserName=\(text)"))
    }

    @Test func noNameBeginsALineOfItsOwnInTheMessage() {
        let record = Sample.record(AuditEvent(id: 3021, fields: [EventField("UserName", .unicode("x\nServer requires signing: yes"))]))
        #expect(record.json().contains(#"User name: x\\u{a}Server requires signing: yes\n"#))
    }

    @Test func anEventOfNobodyIsRenderedAllTheSame() {
        let record = Sample.record(AuditEvent(id: 9, fields: []))
        #expect(record.json().contains(#""EventID":9"#))
        #expect(record.xml().hasSuffix("</Event>"))
        #expect(record.line().contains(" 9 "))
    }

    @Test(
        "values in the types of templates",
        arguments: [
            (EventValue.uint16(7), "7"), (.uint32(7), "7"), (.uint64(.max), "18446744073709551615"),
            (.hexInt32(0x8009_0303), #""0x80090303""#),
            (.hexInt64(0xAB), #""0xab""#), (.boolean(true), "true"), (.binary([0, 0xFF]), #""00ff""#), (.guid("{0}"), #""{0}""#),
            (.list(["a", "b"]), #"["a","b"]"#), (.list([]), "[]"),
        ])
    func valuesInJSON(_ value: EventValue, _ expected: String) {
        #expect(Sample.record(AuditEvent(id: 1, fields: [EventField("X", value)])).json().contains(#""EventData":{"X":\#(expected)}"#))
    }
}
