#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One session of a Python SMB library: the same file work for each, so that what differs is the library.

usage: session.py LIBRARY --port PORT --share SHARE --user USER [--host HOST [--address A]] [--dialect D] [--signing S] [--encrypt] [--size BYTES] [--netbios] [--ntlm 1]
                  [--ticket --realm REALM]

LIBRARY is aiosmb, impacket, smbprotocol or pysmb. What they have of --signing differs; "broken" signs where signing is due, and wrongly;
--dialect NT1 is SMB1. "unannounced" signs and says in no SecurityMode that it can. With --address, --host is a name that no resolver knows, found there.
The password comes from the environment variable PEER_PASSWORD. With --ticket the logon is Kerberos' with the cache that KRB5CCNAME names.
A folder is made, a file written, read back and compared, listed, renamed and deleted; `kept.bin` stays, and its SHA-256 is
printed. Exit status 0 only if all of it worked.
"""
import argparse
import asyncio
import hashlib
import io
import os
import socket
import sys


class Impacket:
    def __init__(self, options, password):
        from impacket.smbconnection import SMBConnection
        from impacket.smb import SMB_DIALECT
        if options.dialect == "NT1":
            dialect = SMB_DIALECT
        else:
            dialect = int(options.dialect, 16) if options.dialect else None
        self.share = options.share
        self.connection = SMBConnection(
            options.host, options.host, sess_port=options.port, preferredDialect=dialect, timeout=20)
        if options.signing == "broken":
            self.break_signatures(self.connection.getSMBServer())
        if options.ticket:
            self.connection.kerberosLogin(options.user, "", options.realm, useCache=True)
        else:
            self.connection.login(options.user, password)

    @staticmethod
    def break_signatures(protocol):
        sign = protocol.signSMB

        def sign_wrongly(packet):
            sign(packet)
            packet["Signature"] = bytes(byte ^ 0xFF for byte in packet["Signature"])

        protocol.signSMB = sign_wrongly

    def make_folder(self, path):
        self.connection.createDirectory(self.share, path)

    def write(self, path, data):
        self.connection.putFile(self.share, path, io.BytesIO(data).read)

    def read(self, path):
        data = bytearray()
        self.connection.getFile(self.share, path, data.extend)
        return bytes(data)

    def names(self, path):
        return [entry.get_longname() for entry in self.connection.listPath(self.share, path + "\\*")]

    def rename(self, old, new):
        self.connection.rename(self.share, old, new)

    def delete(self, path):
        self.connection.deleteFile(self.share, path)

    def remove_folder(self, path):
        self.connection.deleteDirectory(self.share, path)

    def close(self):
        self.connection.close()


class SMBProtocol:
    def __init__(self, options, password):
        from smbprotocol.connection import Connection, Dialects
        from smbprotocol.session import Session
        from smbprotocol.tree import TreeConnect
        import uuid
        by_number = {value: value for value in vars(Dialects).values() if isinstance(value, int)}
        self.connection = Connection(uuid.uuid4(), options.host, options.port, require_signing=options.signing == "required")
        if options.signing == "unannounced":
            self.connection.client_security_mode = 0
        elif options.signing == "broken":
            self.break_signatures(self.connection)
        self.connection.connect(by_number[int(options.dialect, 16)] if options.dialect else None, timeout=20)
        if options.ticket:
            self.session = Session(
                self.connection, f"{options.user}@{options.realm}", None, require_encryption=options.encrypt, auth_protocol="kerberos")
        else:
            self.session = Session(self.connection, options.user, password, require_encryption=options.encrypt)
        self.session.connect()
        self.tree = TreeConnect(self.session, rf"\\{options.host}\{options.share}")
        self.tree.connect(require_secure_negotiate=True)

    @staticmethod
    def break_signatures(connection):
        generate = connection._generate_signature

        def generate_wrongly(header, key, message_id, is_response, command):
            signature = generate(header, key, message_id, is_response, command)
            return signature if is_response else bytes(byte ^ 0xFF for byte in signature)

        connection._generate_signature = generate_wrongly

    def open(self, path, access, disposition, options):
        from smbprotocol.open import FileAttributes, ImpersonationLevel, Open, ShareAccess
        opened = Open(self.tree, path)
        share = ShareAccess.FILE_SHARE_READ | ShareAccess.FILE_SHARE_WRITE | ShareAccess.FILE_SHARE_DELETE
        opened.create(ImpersonationLevel.Impersonation, access, FileAttributes.FILE_ATTRIBUTE_NORMAL, share, disposition, options)
        return opened

    def make_folder(self, path):
        from smbprotocol.open import CreateDisposition, CreateOptions
        self.open(path, 0x00100081, CreateDisposition.FILE_CREATE, CreateOptions.FILE_DIRECTORY_FILE).close()

    def write(self, path, data):
        from smbprotocol.open import CreateDisposition, CreateOptions
        opened = self.open(path, 0x00120196, CreateDisposition.FILE_OVERWRITE_IF, CreateOptions.FILE_NON_DIRECTORY_FILE)
        step = min(self.connection.max_write_size, 65536)
        for start in range(0, len(data), step):
            opened.write(data[start:start + step], start)
        opened.flush()
        opened.close()

    def read(self, path):
        from smbprotocol.open import CreateDisposition, CreateOptions
        opened = self.open(path, 0x00120089, CreateDisposition.FILE_OPEN, CreateOptions.FILE_NON_DIRECTORY_FILE)
        step = min(self.connection.max_read_size, 65536)
        data = b"".join(opened.read(start, step) for start in range(0, opened.end_of_file, step))
        opened.close()
        return data

    def names(self, path):
        from smbprotocol.file_info import FileInformationClass
        from smbprotocol.open import CreateDisposition, CreateOptions
        opened = self.open(path, 0x00100081, CreateDisposition.FILE_OPEN, CreateOptions.FILE_DIRECTORY_FILE)
        entries = opened.query_directory("*", FileInformationClass.FILE_ID_BOTH_DIRECTORY_INFORMATION)
        opened.close()
        return [entry["file_name"].get_value().decode("utf-16-le") for entry in entries]

    def rename(self, old, new):
        from smbprotocol.file_info import FileRenameInformation
        from smbprotocol.open import CreateDisposition, CreateOptions, SMB2SetInfoRequest
        opened = self.open(old, 0x00110080, CreateDisposition.FILE_OPEN, CreateOptions.FILE_NON_DIRECTORY_FILE)
        information = FileRenameInformation()
        information["file_name"] = new.encode("utf-16-le")
        request = SMB2SetInfoRequest()
        request["info_type"] = 1
        request["file_info_class"] = 10
        request["file_id"] = opened.file_id
        request["buffer"] = information.pack()
        sent = self.connection.send(request, self.session.session_id, self.tree.tree_connect_id)
        self.connection.receive(sent)
        opened.close()

    def remove(self, path, kind):
        from smbprotocol.open import CreateDisposition, CreateOptions
        self.open(path, 0x00110080, CreateDisposition.FILE_OPEN, kind | CreateOptions.FILE_DELETE_ON_CLOSE).close()

    def delete(self, path):
        from smbprotocol.open import CreateOptions
        self.remove(path, CreateOptions.FILE_NON_DIRECTORY_FILE)

    def remove_folder(self, path):
        from smbprotocol.open import CreateOptions
        self.remove(path, CreateOptions.FILE_DIRECTORY_FILE)

    def close(self):
        self.tree.disconnect()
        self.session.disconnect()
        self.connection.disconnect(True)


class PySMB:
    def __init__(self, options, password):
        from smb import smb_structs
        from smb.SMBConnection import SMBConnection
        smb_structs.SUPPORT_SMB2 = options.dialect != "NT1"
        when = {"never": SMBConnection.SIGN_NEVER, "supported": SMBConnection.SIGN_WHEN_SUPPORTED, "required": SMBConnection.SIGN_WHEN_REQUIRED}
        self.share = options.share
        self.connection = SMBConnection(
            options.user, password, "PYSMB", options.host, use_ntlm_v2=options.ntlm == "2", is_direct_tcp=not options.netbios,
            sign_options=when[options.signing or "supported"])
        if not self.connection.connect(options.host, options.port, timeout=20):
            raise RuntimeError("the server refused the logon")

    def make_folder(self, path):
        self.connection.createDirectory(self.share, path)

    def write(self, path, data):
        self.connection.storeFile(self.share, path, io.BytesIO(data), timeout=20)

    def read(self, path):
        data = io.BytesIO()
        self.connection.retrieveFile(self.share, path, data, timeout=20)
        return data.getvalue()

    def names(self, path):
        return [entry.filename for entry in self.connection.listPath(self.share, path)]

    def rename(self, old, new):
        self.connection.rename(self.share, old, new)

    def delete(self, path):
        self.connection.deleteFiles(self.share, path)

    def remove_folder(self, path):
        self.connection.deleteDirectory(self.share, path)

    def close(self):
        self.connection.close()


class AIOSMB:
    """Each call of the library is a coroutine that answers with a result and an error."""

    def __init__(self, options, password):
        from aiosmb.commons.connection.factory import SMBConnectionFactory
        self.loop = asyncio.new_event_loop()
        self.share = options.share
        family = "smb3" if (options.dialect or "").startswith("03") else "smb2"
        self.connection = SMBConnectionFactory.from_url(
            f"{family}+ntlm-password://WORKGROUP\\{options.user}:{password}@{options.host}:{options.port}").get_connection()
        self.done(self.connection.login())

    def done(self, coroutine):
        answer = self.loop.run_until_complete(coroutine)
        result, error = answer if isinstance(answer, tuple) else (None, answer)
        if error is not None:
            raise error
        return result

    def folder(self, path):
        from aiosmb.commons.interfaces.directory import SMBDirectory
        return SMBDirectory.from_remotepath(self.connection, f"{self.share}\\{path}")

    def opened(self, path, mode):
        from aiosmb.commons.interfaces.file import SMBFile
        file = SMBFile.from_remotepath(self.connection, f"{self.share}\\{path}")
        self.done(file.open(self.connection, mode))
        return file

    def make_folder(self, path):
        from aiosmb.commons.interfaces.directory import SMBDirectory
        self.done(SMBDirectory.create_remote(self.connection, f"{self.share}\\{path}"))

    def write(self, path, data):
        file = self.opened(path, "w")
        self.done(file.write(data))
        self.loop.run_until_complete(file.close())

    def read(self, path):
        file = self.opened(path, "r")
        data = self.done(file.read())
        self.loop.run_until_complete(file.close())
        return data

    def names(self, path):
        folder = self.folder(path)
        self.done(folder.list(self.connection))
        return list(folder.files) + list(folder.subdirs)

    def rename(self, old, new):
        """It has none, so it copies."""
        self.write(new, self.read(old))
        self.delete(old)

    def delete(self, path):
        from aiosmb.commons.interfaces.file import SMBFile
        self.done(SMBFile.delete_rempath(self.connection, f"{self.share}\\{path}"))

    def remove_folder(self, path):
        from aiosmb.commons.interfaces.directory import SMBDirectory
        self.done(SMBDirectory.delete_unc(self.connection, f"\\\\server\\{self.share}\\{path}"))

    def close(self):
        self.loop.run_until_complete(self.connection.disconnect())


LIBRARIES = {"aiosmb": AIOSMB, "impacket": Impacket, "smbprotocol": SMBProtocol, "pysmb": PySMB}


def place(name, address):
    """Has this process find `name` at `address`, as a forged answer of the resolver would."""
    resolve = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *rest, **options: resolve(address if host == name else host, *rest, **options)
    connect = socket.create_connection
    socket.create_connection = lambda where, *rest, **options: connect(
        (address if where[0] == name else where[0], where[1]), *rest, **options)


def check(truth, what):
    if not truth:
        raise AssertionError(what)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", choices=LIBRARIES)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--address", help="where --host is")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--share", required=True)
    parser.add_argument("--user", required=True)
    parser.add_argument("--dialect", help="hexadecimal DialectRevision, such as 0311, or NT1")
    parser.add_argument("--signing", choices=["never", "supported", "required", "unannounced", "broken"])
    parser.add_argument("--netbios", action="store_true", help="ask for a NetBIOS session first (pysmb)")
    parser.add_argument("--ntlm", choices=["1", "2"], default="2", help="version (pysmb)")
    parser.add_argument("--encrypt", action="store_true")
    parser.add_argument("--size", type=int, default=300_000)
    parser.add_argument("--ticket", action="store_true")
    parser.add_argument("--realm")
    options = parser.parse_args()

    if options.address:
        place(options.host, options.address)
    peer = LIBRARIES[options.library](options, os.environ["PEER_PASSWORD"])
    data = os.urandom(options.size)
    peer.make_folder("work")
    peer.write("work\\one.bin", data)
    check(peer.read("work\\one.bin") == data, "what was read is not what was written")
    check("one.bin" in peer.names("work"), "the written file is not in the listing")
    peer.rename("work\\one.bin", "work\\two.bin")
    names = peer.names("work")
    check("two.bin" in names and "one.bin" not in names, f"after the rename the folder holds {names}")
    peer.delete("work\\two.bin")
    check("two.bin" not in peer.names("work"), "the deleted file is still listed")
    peer.remove_folder("work")
    peer.write("kept.bin", data)
    peer.close()
    print(hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # a client's own text is what the reader of a failed test needs
        sys.exit(f"{type(error).__name__}: {error}")
