# SPDX-License-Identifier: Apache-2.0
"""Runs smbtorture suite by suite and reads what it says of each test.

A test that says nothing for longer than its limit is ended and counted as `timeout`; the tests behind it are run on. So one test that
hangs costs its own limit and nothing else.
"""
import os
import re
import select
import signal
import subprocess
import time

RESULT = re.compile(r"^(success|successful|failure|error|skip|xfail|uxsuccess|knownfail):\s+(\S.*?)(?:\s+\[(.*))?$")
STATUS = {
    "success": "pass", "successful": "pass", "uxsuccess": "pass", "failure": "fail", "error": "error", "skip": "skip", "xfail": "xfail",
    "knownfail": "xfail",
}


def suite_of(test):
    return ".".join(test.split(".")[:2])


def listed_tests():
    """Every test that smbtorture has, by the name under which it reports it."""
    output = subprocess.run(["smbtorture", "--list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60).stdout
    tests = []
    for line in output.decode(errors="replace").splitlines():
        name = line.strip()
        if not re.match(r"^[a-z0-9_\-]+\.\S", name):
            continue
        parts = name.split(".")
        # The list prints SUITE.CASE.TEST; a report prints one name where both are the same.
        if len(parts) > 2 and parts[-1] == parts[-2]:
            name = ".".join(parts[:-1])
        if name not in tests:
            tests.append(name)
    return tests


class Report:
    """What one run of smbtorture printed, line by line: finished tests, and the one that is running."""

    def __init__(self):
        self.results = {}
        self.running = None
        self.began = 0.0
        self.detail_of = None
        self.tail = []
        # What the running test printed besides: some say there, and nowhere else, why they fail.
        self.said = []

    def add(self, line):
        self.tail = (self.tail + [line])[-20:]
        if self.detail_of is not None:
            if line.strip() == "]":
                self.detail_of = None
            else:
                known = self.results[self.detail_of].get("detail", "")
                self.results[self.detail_of]["detail"] = (known + "\n" + line.rstrip()).strip("\n")[:2000]
            return
        if line.startswith("test: "):
            self.running, self.began, self.said = line[6:].strip(), time.monotonic(), []
            return
        match = RESULT.match(line)
        if not match or line.startswith("testsuite"):
            if not line.startswith(("time:", "progress:")):
                self.said = (self.said + [line.rstrip()])[-8:]
            return
        kind, name, detail = match.groups()
        name = name.strip()
        self.results[name] = {"status": STATUS[kind], "seconds": round(time.monotonic() - self.began, 2)}
        if self.results[name]["status"] in ("fail", "error"):
            self.results[name]["said"] = "\n".join(self.said)
        if detail is not None and not detail.rstrip().endswith("]"):
            self.detail_of = name
            if detail.strip():
                self.results[name]["detail"] = detail.strip()
        elif detail:
            self.results[name]["detail"] = detail.strip().rstrip("]").strip()
        if self.running == name:
            self.running = None


def end_group(process):
    for number, grace in ((signal.SIGTERM, 3), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, number)
        except (ProcessLookupError, PermissionError):
            pass
        try:
            process.wait(grace)
            return
        except subprocess.TimeoutExpired:
            continue


def run_once(command, limit):
    """One smbtorture, until it ends or a test takes longer than `limit` seconds."""
    report = Report()
    report.began = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    pending, timed_out = b"", False
    while True:
        left = report.began + limit - time.monotonic()
        ready = left > 0 and select.select([process.stdout], [], [], left)[0]
        if not ready:
            timed_out = True
            break
        chunk = os.read(process.stdout.fileno(), 65536)
        if not chunk:
            break
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            report.add(line.decode(errors="replace"))
    end_group(process)
    process.stdout.close()
    if report.running:
        report.results[report.running] = {
            "status": "timeout" if timed_out else "crash", "detail": "\n".join(report.tail[-3:]),
            "seconds": round(time.monotonic() - report.began, 2),
        }
    return report, timed_out


def run_suite(base, suite, members, limit, is_whole=True, between=lambda: None):
    """All of a suite's tests; {test: {"status", "seconds", "detail"}}. `between` is called before each start of smbtorture."""
    results = {}
    left, names = list(members), [suite] if is_whole else list(members)
    while left:
        between()
        report, timed_out = run_once(base + names, limit)
        results.update(report.results)
        before = len(left)
        left = [test for test in left if test not in results]
        if len(left) == before:
            # It did not get as far as a test: what it said instead is the reason.
            why = "\n".join(line for line in report.tail if line and not line.startswith(("time:", "progress:")))[-600:]
            for test in left:
                results[test] = {"status": "timeout" if timed_out else "notrun", "detail": why}
            break
        names = left
    return results
