#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mounts a share with the Linux kernel's own SMB client, in a QEMU guest, and runs a shell script on it.

usage: linux-mount.py --kernel DIR --work DIR --share SHARE --script FILE --case 'NAME|USER|PORT|MOUNT OPTIONS'…

DIR of --kernel holds an unpacked Debian kernel package (scripts/setup fetches it). All cases run in one boot, one after the
other; in the script $M is the mount point and $CASE the case's name. The guest reaches the host's loopback as 10.0.2.2, so the
server must listen on 127.0.0.1 and sees the client as 127.0.0.1. The password comes from the environment variable PEER_PASSWORD.

Prints one JSON object a case, {"case", "mounted", "status", "output", "kernelLog"}. Exit status 0 when every case was reported,
however it ended; 1 when the guest did not get that far.
"""
import argparse
import glob
import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

# What cifs.ko and a virtio network card need, out of the several thousand modules of the package.
MODULES = [
    "kernel/fs/smb", "kernel/fs/cifs", "kernel/fs/nls", "kernel/fs/fscache", "kernel/fs/netfs", "kernel/fs/smbfs_common",
    "kernel/crypto", "kernel/lib", "kernel/arch/x86/crypto", "kernel/net/dns_resolver", "kernel/net/core", "kernel/security",
    "kernel/drivers/net/virtio_net.ko", "kernel/drivers/net/net_failover.ko", "kernel/drivers/virtio",
]
CIFS_NEEDS = "hmac md5 sha256 sha512 cmac aes_generic ecb ccm gcm ctr des_generic nls_utf8 cifs"
GUEST_SET_UP = f"""#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/sbin M=/mnt
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs dev /dev
modprobe virtio_pci; modprobe virtio_net
n=0; while [ ! -e /sys/class/net/eth0 ] && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done
ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0; ip route add default via 10.0.2.2
for m in {CIFS_NEEDS}; do modprobe $m 2>/dev/null; done
"""


def copy_modules(source, target):
    for name in MODULES:
        path = os.path.join(source, name)
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(target, name))
        elif os.path.exists(path):
            os.makedirs(os.path.dirname(os.path.join(target, name)), exist_ok=True)
            shutil.copy(path, os.path.join(target, name))
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        if os.path.exists(os.path.join(source, name)):
            shutil.copy(os.path.join(source, name), target)


def guest_script(options, password):
    lines = [GUEST_SET_UP]
    for index, case in enumerate(options.case):
        name, user, port, extra = case.split("|", 3)
        mount_options = f"ip=10.0.2.2,port={port},username={user},password={password},noperm"
        if extra:
            mount_options += "," + extra
        lines += [
            f"echo '@@CASE {index}'; dmesg -c >/dev/null; export CASE={shlex.quote(name)}",
            f"if mount -t cifs {shlex.quote('//10.0.2.2/' + options.share)} $M -o {shlex.quote(mount_options)} 2>&1; then",
            "  echo '@@MOUNTED'; sh -e /case.sh 2>&1; echo \"@@STATUS $?\"; umount $M",
            "fi",
            "echo '@@LOG'; dmesg | grep -i -E 'cifs|smb'; echo '@@END'",
        ]
    lines.append("poweroff -f")
    return "\n".join(lines) + "\n"


def build_initrd(options, password, version, modules):
    root = os.path.join(options.work, "guest")
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("bin", "sbin", "proc", "sys", "dev", "mnt", "tmp", f"lib/modules/{version}"):
        os.makedirs(os.path.join(root, folder))
    shutil.copy("/bin/busybox", f"{root}/bin/busybox")
    os.symlink("/bin/busybox", f"{root}/sbin/modprobe")
    copy_modules(modules, f"{root}/lib/modules/{version}")
    subprocess.run(["depmod", "-b", root, version], check=True, stderr=subprocess.DEVNULL)
    shutil.copy(options.script, f"{root}/case.sh")
    with open(f"{root}/init", "w") as file:
        file.write(guest_script(options, password))
    os.chmod(f"{root}/init", 0o755)
    names = subprocess.run(["find", ".", "-print0"], cwd=root, stdout=subprocess.PIPE, check=True).stdout
    archive = subprocess.run(
        ["cpio", "--null", "-o", "-H", "newc", "--quiet"], cwd=root, input=names, stdout=subprocess.PIPE, check=True).stdout
    initrd = os.path.join(options.work, "initrd.gz")
    with open(initrd, "wb") as file:
        file.write(gzip.compress(archive, 1))
    shutil.rmtree(root)
    return initrd


def boot(kernel, initrd, timeout):
    command = [
        "qemu-system-x86_64", "-M", "pc,accel=tcg", "-cpu", "max", "-m", "512", "-nographic", "-no-reboot",
        "-kernel", kernel, "-initrd", initrd, "-append", "console=ttyS0 quiet loglevel=3 panic=-1",
        "-netdev", "user,id=n", "-device", "virtio-net-pci,netdev=n",
    ]
    try:
        output = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout).stdout
    except subprocess.TimeoutExpired as expired:
        output = expired.stdout or b""
    return output.decode(errors="replace").replace("\r", "")


def report(options, output):
    complete = True
    for index, case in enumerate(options.case):
        part = re.search(rf"@@CASE {index}\n(.*?)(?:@@LOG\n(.*?))?(?:@@END|\Z)", output, re.S)
        complete &= part is not None
        body, log = (part.group(1), part.group(2) or "") if part else ("", "")
        status = re.search(r"@@STATUS (\d+)", body)
        print(json.dumps({
            "case": case.split("|")[0],
            "mounted": "@@MOUNTED" in body,
            "status": int(status.group(1)) if status else None,
            "output": re.sub(r"@@\w+( \d+)?\n?", "", body).strip(),
            "kernelLog": log.strip(),
        }))
    if not complete:
        sys.exit("the guest did not run every case; its console ended with:\n" + output[-2000:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--share", required=True)
    parser.add_argument("--script", required=True)
    parser.add_argument("--case", action="append", required=True)
    parser.add_argument("--timeout", type=int, default=270)
    options = parser.parse_args()

    kernels = glob.glob(f"{options.kernel}/boot/vmlinuz-*")
    if not kernels:
        sys.exit(f"no kernel under {options.kernel}/boot: run make setup")
    version = kernels[0].rsplit("vmlinuz-", 1)[1]
    os.makedirs(options.work, exist_ok=True)
    initrd = build_initrd(options, os.environ["PEER_PASSWORD"], version, f"{options.kernel}/lib/modules/{version}")
    report(options, boot(kernels[0], initrd, options.timeout))


if __name__ == "__main__":
    main()
