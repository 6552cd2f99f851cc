#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A client whose first choice the server does not speak: Kerberos is its second, so both sides must prove the list of mechanisms.

usage: second_choice.py --host NAME --port PORT [--forge | --leave-out | --with-ticket]

MIT's GSS-API makes the ticket's token and both MICs, so that it judges the server's. KRB5CCNAME names the cache. Prints what the server
answered; exit status 0 only if the logon succeeded and the server's MIC was right.
"""
import argparse
import sys

import gssapi
from ticket import KERBEROS, NTLM, Session, der, describe, spnego

UNKNOWN = bytes.fromhex("06042b010203")


def response(*fields):
    """NegTokenResp of (tag, content) pairs."""
    return der(0xA1, der(0x30, b"".join(der(0xA0 + tag, der(0x04, content)) for tag, content in fields)))


def field(token, tag):
    """The octets of one field of a NegTokenResp."""
    def element(data):
        length, start = data[1], 2
        if length & 0x80:
            start = 2 + (length & 0x7F)
            length = int.from_bytes(data[2:start], "big")
        return data[0], data[start:start + length], data[start + length:]

    _, choice, _ = element(token)
    _, rest, _ = element(choice)
    while rest:
        found, content, rest = element(rest)
        if found == 0xA0 + tag:
            return element(content)[1]
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--forge", action="store_true", help="prove another list than was sent")
    parser.add_argument("--leave-out", action="store_true", help="end without a MIC")
    parser.add_argument("--with-ticket", action="store_true", help="without mutual authentication, the MIC beside the ticket")
    options = parser.parse_args()

    mechanisms = [UNKNOWN, KERBEROS, NTLM]
    proven = der(0x30, b"".join(reversed(mechanisms) if options.forge else mechanisms))
    flags = [gssapi.RequirementFlag.integrity]
    if not options.with_ticket:
        flags.append(gssapi.RequirementFlag.mutual_authentication)
    context = gssapi.SecurityContext(
        name=gssapi.Name(f"cifs@{options.host}", gssapi.NameType.hostbased_service), mech=gssapi.MechType.kerberos,
        usage="initiate", flags=flags)

    session = Session(options)
    status, answer = session.setup(spnego(b"\0", mechanisms))
    print(f"offer 0x{status:08x}, state {field(answer, 0)[0]}")
    fields = [(2, context.step())]
    if options.with_ticket:
        fields.append((3, context.get_signature(proven)))
    status, answer = session.setup(response(*fields))
    print(f"ticket 0x{status:08x} {describe(answer)}")
    if options.with_ticket:
        if status != 0:
            sys.exit(1)
    else:
        if status != 0xC0000016:
            sys.exit(1)
        context.step(field(answer, 2))
    context.verify_signature(der(0x30, b"".join(mechanisms)), field(answer, 3))
    print("the server's MIC is right")
    if options.with_ticket:
        return
    status, answer = session.setup(response() if options.leave_out else response((3, context.get_signature(proven))))
    print(f"MIC 0x{status:08x}")
    sys.exit(0 if status == 0 else 1)


if __name__ == "__main__":
    main()
