#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A Kerberos logon made by hand, with a ticket of our own making: whoever has the keytab can forge one, so no KDC is asked.

usage: ticket.py --keytab FILE --port PORT [options]

Prints a line for each SESSION_SETUP: its NT status, and what came with it (AP-REP, KRB-ERROR and its code, or nothing).
Where the logon succeeded, a line says whether the share could be connected to. Exit status 0 only if the logon succeeded.
"""
import argparse
import datetime
import os
import struct
import sys
import time

from impacket import smb3structs as smb
from impacket.dcerpc.v5.dtypes import NULL, RPC_SID
from impacket.dcerpc.v5.samr import GROUP_MEMBERSHIP
from impacket.krb5 import constants, crypto, pac
from impacket.krb5.asn1 import AP_REP, AP_REQ, AuthorizationData, Authenticator, EncTicketPart, KRB_ERROR, seq_set
from impacket.krb5.asn1 import Ticket as TicketASN1
from impacket.krb5.keytab import Keytab
from impacket.krb5.types import KerberosTime, Principal
from impacket.smb3 import SMB3, SessionError
from pyasn1.codec.der import decoder, encoder
from pyasn1.type.univ import noValue

KERBEROS = bytes.fromhex("06092a864886f712010202")
MICROSOFT_KERBEROS = bytes.fromhex("06092a864882f712010202")
NTLM = bytes.fromhex("060a2b06010401823702020a")
SPNEGO = bytes.fromhex("06062b0601050502")


def der(tag, content):
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def spnego(token, mechanisms):
    fields = der(0xA0, der(0x30, b"".join(mechanisms)))
    if token is not None:
        fields += der(0xA2, der(0x04, token))
    return der(0x60, SPNEGO + der(0xA0, der(0x30, fields)))


def fill(data, elements):
    for index, (kind, content) in enumerate(elements):
        data[index] = noValue
        data[index]["ad-type"] = kind
        data[index]["ad-data"] = content
    return data


def if_relevant(elements):
    return (1, encoder.encode(fill(AuthorizationData(), elements)))


class Forge:
    """What the keytab's owner can make."""

    def __init__(self, options):
        entry = Keytab.loadFile(options.keytab).entries[0]
        self.service = entry.main_part["principal"]
        names = [component["data"].decode() for component in self.service.components]
        self.realm = self.service.realm["data"].decode()
        self.name = "/".join(names)
        keyblock = entry.main_part["keyblock"]
        self.key = crypto.Key(keyblock["keytype"], keyblock["keyvalue"]["data"])
        self.version = entry.main_part["vno8"]
        self.cipher = crypto._enctype_table[self.key.enctype]
        self.session_key = crypto.Key(self.key.enctype, os.urandom(self.cipher.keysize))
        self.now = datetime.datetime.now(datetime.timezone.utc)
        self.options = options

    def time(self, seconds):
        return KerberosTime.to_asn1(self.now + datetime.timedelta(seconds=seconds))

    def client(self):
        return Principal(self.options.client, type=constants.PrincipalNameType.NT_PRINCIPAL.value)

    def ticket(self):
        part = EncTicketPart()
        part["flags"] = constants.encodeFlags([constants.TicketFlags.initial.value])
        part["key"] = noValue
        part["key"]["keytype"] = self.session_key.enctype
        part["key"]["keyvalue"] = self.session_key.contents
        part["crealm"] = self.options.client_realm or self.realm
        seq_set(part, "cname", self.client().components_to_asn1)
        part["transited"] = noValue
        part["transited"]["tr-type"] = 0
        part["transited"]["contents"] = b""
        part["authtime"] = self.time(-600)
        part["starttime"] = self.time(-600)
        part["endtime"] = self.time(self.options.lifetime)
        if self.options.pac:
            part["authorization-data"] = noValue
            fill(part["authorization-data"], [if_relevant([(128, self.pac())])])
        ticket = TicketASN1()
        ticket["tkt-vno"] = 5
        ticket["realm"] = self.realm
        seq_set(ticket, "sname", Principal(
            self.options.service or self.name, type=constants.PrincipalNameType.NT_SRV_INST.value).components_to_asn1)
        ticket["enc-part"] = noValue
        ticket["enc-part"]["etype"] = self.key.enctype
        ticket["enc-part"]["kvno"] = self.version
        key = crypto.Key(self.key.enctype, os.urandom(self.cipher.keysize)) if self.options.other_key else self.key
        ticket["enc-part"]["cipher"] = self.cipher.encrypt(key, 2, encoder.encode(part), None)
        return ticket

    def pac(self):
        """A PAC with the user's name, SID and groups; `bad` has one bit of its signature wrong."""
        information = pac.VALIDATION_INFO()
        content = pac.KERB_VALIDATION_INFO()
        for field in ("LogonTime", "LogoffTime", "KickOffTime", "PasswordLastSet", "PasswordCanChange", "PasswordMustChange"):
            content[field]["dwLowDateTime"] = 0xFFFFFFFF
            content[field]["dwHighDateTime"] = 0x7FFFFFFF
        for field, text in (("EffectiveName", self.options.account or self.options.client), ("FullName", ""), ("LogonScript", ""), ("ProfilePath", ""),
                            ("HomeDirectory", ""), ("HomeDirectoryDrive", ""), ("LogonServer", "DC"), ("LogonDomainName", "TEST")):
            content[field] = text
        content["LogonCount"] = 1
        content["BadPasswordCount"] = 0
        content["UserId"] = 1105
        content["PrimaryGroupId"] = 513
        content["GroupCount"] = 2
        for relative in (513, 1106):
            group = GROUP_MEMBERSHIP()
            group["RelativeId"] = relative
            group["Attributes"] = 7
            content["GroupIds"].append(group)
        content["UserFlags"] = 0
        content["UserSessionKey"] = b"\0" * 16
        content["LogonDomainId"].fromCanonical("S-1-5-21-1-2-3")
        content["LMKey"] = b"\0" * 8
        content["UserAccountControl"] = 0x210
        content["SubAuthStatus"] = 0
        for field in ("LastSuccessfulILogon", "LastFailedILogon"):
            content[field]["dwLowDateTime"] = 0
            content[field]["dwHighDateTime"] = 0
        content["FailedILogonCount"] = 0
        content["Reserved3"] = 0
        content["SidCount"] = 1
        extra = pac.KERB_SID_AND_ATTRIBUTES()
        sid = RPC_SID()
        sid.fromCanonical("S-1-18-1")
        extra["Sid"] = sid
        extra["Attributes"] = 7
        content["ExtraSids"].append(extra)
        content["ResourceGroupDomainSid"] = NULL
        content["ResourceGroupCount"] = 0
        content["ResourceGroupIds"] = NULL
        information["Data"] = content
        logon = information.getData() + information.getDataReferents()
        if self.options.print_pac:
            print("pac", logon.hex())

        name = self.options.client.encode("utf-16-le")
        stamp = int(((self.now - datetime.timedelta(seconds=600)).replace(microsecond=0).timestamp() + 11644473600) * 10_000_000)
        identity = struct.pack("<QH", stamp, len(name)) + name
        size = {17: 12, 18: 12, 19: 16, 20: 24}[self.key.enctype]
        kind = {17: 15, 18: 16, 19: 19, 20: 20}[self.key.enctype]
        buffers = [(1, logon), (10, identity), (6, struct.pack("<I", kind) + b"\0" * size), (7, struct.pack("<I", kind) + b"\0" * size)]
        heads, body, places = b"", b"", {}
        offset = 8 + 16 * len(buffers)
        for number, content in buffers:
            places[number] = offset + len(body)
            heads += struct.pack("<IIQ", number, len(content), offset + len(body))
            body += content + b"\0" * (-len(content) % 8)
        whole = bytearray(struct.pack("<II", len(buffers), 0) + heads + body)
        checksum = crypto._checksum_table[kind]
        signature = checksum.checksum(self.key, 17, bytes(whole))
        if self.options.pac == "bad":
            signature = bytes([signature[0] ^ 1]) + signature[1:]
        whole[places[6] + 4:places[6] + 4 + size] = signature
        whole[places[7] + 4:places[7] + 4 + size] = checksum.checksum(
            crypto.Key(self.key.enctype, os.urandom(self.cipher.keysize)), 17, signature)
        return bytes(whole)

    def checksum(self):
        """GSS-API's record, or a keyed sum, which is right over nothing only."""
        if self.options.checksum in ("keyed", "wrong"):
            kind = {17: 15, 18: 16, 19: 19, 20: 20}[self.session_key.enctype]
            text = b"" if self.options.checksum == "keyed" else b"other"
            return kind, crypto._checksum_table[kind].checksum(self.session_key, 10, text)
        record = struct.pack("<I", 16) + (b"\1" if self.options.bindings else b"\0") * 16 + struct.pack("<I", 0x3E)
        return 0x8003, record[:20] if self.options.checksum == "short" else record

    def request(self):
        options = self.options
        authenticator = Authenticator()
        authenticator["authenticator-vno"] = 5
        authenticator["crealm"] = options.client_realm or self.realm
        seq_set(authenticator, "cname", self.client().components_to_asn1)
        authenticator["cusec"] = self.now.microsecond
        authenticator["ctime"] = self.time(options.skew)
        if options.checksum != "none":
            authenticator["cksum"] = noValue
            authenticator["cksum"]["cksumtype"], authenticator["cksum"]["checksum"] = self.checksum()
        authenticator["seq-number"] = 7
        elements = []
        if options.untrusted:
            elements.append((143, struct.pack("<I", 0x8000)))
        if options.target is not None:
            elements.append((144, options.target.encode("utf-16-le")))
        if elements:
            containers = [if_relevant(elements)]
            if options.second:
                containers.insert(0, if_relevant([(143, struct.pack("<I", 0x4000))]))
            authenticator["authorization-data"] = noValue
            fill(authenticator["authorization-data"], containers)
        sealed = self.cipher.encrypt(self.session_key, 11, encoder.encode(authenticator), None)
        if options.tamper:
            sealed = sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:]
        request = AP_REQ()
        request["pvno"] = 5
        request["msg-type"] = 14
        request["ap-options"] = constants.encodeFlags([constants.APOptions.mutual_required.value])
        request["ticket"] = noValue
        ticket = self.ticket()
        request["ticket"]["tkt-vno"] = ticket["tkt-vno"]
        request["ticket"]["realm"] = ticket["realm"]
        for field in ("sname", "enc-part"):
            request["ticket"][field] = noValue
        request["ticket"]["sname"]["name-type"] = ticket["sname"]["name-type"]
        request["ticket"]["sname"]["name-string"] = noValue
        for index, part in enumerate(ticket["sname"]["name-string"]):
            request["ticket"]["sname"]["name-string"][index] = part
        for field in ("etype", "kvno", "cipher"):
            request["ticket"]["enc-part"][field] = ticket["enc-part"][field]
        request["authenticator"] = noValue
        request["authenticator"]["etype"] = self.session_key.enctype
        request["authenticator"]["cipher"] = sealed
        return encoder.encode(request)


class Session:
    def __init__(self, options):
        self.connection = SMB3("127.0.0.1", "127.0.0.1", sess_port=options.port, preferredDialect=smb.SMB2_DIALECT_21, timeout=20)

    def setup(self, token):
        """One SESSION_SETUP: status and token of the answer."""
        request = smb.SMB2SessionSetup()
        request["SecurityMode"] = smb.SMB2_NEGOTIATE_SIGNING_ENABLED
        request["Flags"] = 0
        request["SecurityBufferLength"] = len(token)
        request["Buffer"] = token
        packet = self.connection.SMB_PACKET()
        packet["Command"] = smb.SMB2_SESSION_SETUP
        packet["Data"] = request
        answer = self.connection.recvSMB(self.connection.sendSMB(packet))
        self.connection._Session["SessionID"] = answer["SessionID"]
        status = answer["Status"]
        if status not in (0, 0xC0000016):
            return status, b""
        response = smb.SMB2SessionSetup_Response(answer["Data"])
        return status, response["Buffer"]


    def connect(self, share):
        self.connection._Session["SessionKey"] = b""
        self.connection._Session["SigningRequired"] = False
        self.connection._Session["TreeConnectTable"] = {}
        try:
            self.connection.connectTree(share)
            return "tree connected"
        except SessionError as error:
            return f"tree refused 0x{error.get_error_code():08x}"


def describe(token):
    """The message of Kerberos inside a token, whatever is around it."""
    for head, kind, specification in ((b"\x02\x00\x6f", "AP-REP", AP_REP), (b"\x03\x00\x7e", "KRB-ERROR", KRB_ERROR)):
        start = token.find(head)
        if start >= 0:
            message, _ = decoder.decode(token[start + 2:], asn1Spec=specification())
            return f"{kind} {int(message['error-code'])}" if kind == "KRB-ERROR" else kind
    if token[:1] == b"\x6f":
        return "bare AP-REP"
    return "nothing" if not token else "SPNEGO"


def first_token(options):
    request = Forge(options).request()
    token = request if options.bare else der(0x60, KERBEROS + b"\1\0" + request)
    return token if options.raw else spnego(token, [MICROSOFT_KERBEROS, KERBEROS, NTLM])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keytab", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--share", default="data")
    parser.add_argument("--client", default="alice", help="principal without realm")
    parser.add_argument("--client-realm")
    parser.add_argument("--service", help="what the ticket says in clear text that it is for")
    parser.add_argument("--lifetime", type=int, default=3600, help="seconds from now to the ticket's end")
    parser.add_argument("--other-key", action="store_true", help="seal the ticket with a key that the server does not have")
    parser.add_argument("--pac", choices=["good", "bad"])
    parser.add_argument("--account", help="the PAC's name where it is not the principal's")
    parser.add_argument("--checksum", choices=["gss", "short", "keyed", "wrong", "none"], default="gss", help="the authenticator's")
    parser.add_argument("--print-pac", action="store_true")
    parser.add_argument("--target", help="authorization data 144")
    parser.add_argument("--untrusted", action="store_true", help="authorization data 143 says that the target is not verified")
    parser.add_argument("--second", action="store_true", help="put both into the second AD-IF-RELEVANT")
    parser.add_argument("--skew", type=int, default=0, help="seconds that the client's clock is wrong by")
    parser.add_argument("--bindings", action="store_true")
    parser.add_argument("--tamper", action="store_true", help="change a bit of the sealed authenticator")
    parser.add_argument("--replay", action="store_true", help="send the same AP-REQ again on a second connection")
    parser.add_argument("--raw", action="store_true", help="without SPNEGO")
    parser.add_argument("--bare", action="store_true", help="without GSS-API's frame")
    parser.add_argument("--renew", action="store_true", help="wait until the session ends with its ticket, and log on again")
    options = parser.parse_args()

    token = first_token(options)
    for _ in range(2 if options.replay else 1):
        session = Session(options)
        status, answer = session.setup(token)
        print(f"session setup 0x{status:08x} {describe(answer)}")
    if status != 0:
        sys.exit(1)
    print(session.connect(options.share))
    if not options.renew:
        return
    while (said := session.connect(options.share)) == "tree connected":
        time.sleep(0.1)
    print(said)
    options.lifetime = 3600
    status, answer = session.setup(first_token(options))
    print(f"session setup 0x{status:08x} {describe(answer)}")
    print(session.connect(options.share))


if __name__ == "__main__":
    main()
