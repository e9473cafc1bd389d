"""A process that publishes on demand and can be killed, refused system calls, or be another user's."""

import contextlib
import json
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def texts(files: dict[str, bytes]) -> dict[str, str]:
    return {path: data.decode() for path, data in files.items()}


class Child:
    """A process that publishes on demand, in forks of its own that can be killed, refused calls or another user's."""

    def __init__(self, *, refuse: str = "") -> None:
        command = [sys.executable, "-c", CHILD]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if refuse and self.ask(refuse=refuse) != "refused":
            self.close()
            pytest.skip("the kernel takes no seccomp filter here")

    def ask(self, **request: Any) -> Any:
        self.tell(**request)
        return self.answer()

    def publish(self, files: dict[str, bytes], site: Path, **request: Any) -> Any:
        self.tell_publish(files, site, **request)
        return self.answer()

    def tell_publish(self, files: dict[str, bytes], site: Path, **request: Any) -> None:
        editions = [texts(files), texts(request.pop("other", files))]
        self.tell(editions=editions, site=str(site), project=str(site.parent), **request)

    def tell(self, **request: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def has_answered(self) -> bool:
        return bool(select.select([self.process.stdout], [], [], 0)[0])

    def close(self) -> None:
        self.process.communicate()


CHILD = r'''
import ctypes, json, os, platform, resource, signal, sys, time
from pathlib import Path
from geomap.publish.publish import SiteError, publish

CHANGES = set("mkdir rename replace link symlink unlink rmdir chmod chown utime fsync open write close".split())
CALLS = {
    "x86_64": {"renameat2": 316, "linkat": 265, "flock": 73},
    "aarch64": {"renameat2": 276, "linkat": 37, "flock": 32},
}

def refuse(names):
    """Have the kernel answer these calls with "not supported" (renameat2: only the exchange)."""
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
    def step(code, yes, no, value):
        return code.to_bytes(2, "little") + bytes([yes, no]) + value.to_bytes(4, "little")
    LOAD, EQUAL, RETURN, ERRNO, ALLOW = 0x20, 0x15, 0x06, 0x00050000, 0x7FFF0000
    code = b""
    for name in names:
        number = CALLS[platform.machine()][name]
        if name == "renameat2":
            code += step(LOAD, 0, 0, 0) + step(EQUAL, 0, 3, number) + step(LOAD, 0, 0, 48) + step(EQUAL, 0, 1, 2)
            code += step(RETURN, 0, 0, ERRNO | 22)
        else:
            code += step(LOAD, 0, 0, 0) + step(EQUAL, 0, 1, number) + step(RETURN, 0, 0, ERRNO | 95)
    code += step(RETURN, 0, 0, ALLOW)
    libc = ctypes.CDLL(None, use_errno=True)
    program = Program(len(code) // 8, code)
    return not libc.prctl(38, 1, 0, 0, 0) and not libc.prctl(22, 2, ctypes.byref(program))

def kill_before(number, calls):
    """Kill this process just before the n-th of the calls, which are those that can change a file system."""
    left = number
    def watch(frame, event, function):
        nonlocal left
        if event == "c_call" and function.__name__ in calls:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(watch)

def work(request, editions):
    if request.get("file_size"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_size"], request["file_size"]))
    if request.get("nobody") and os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    if request.get("kill_before"):
        kill_before(request["kill_before"], request.get("calls", CHANGES))
    for number in range(request.get("times", 1)):
        publish(editions[number % 2], Path(request["site"]), Path(request["project"]))

for line in sys.stdin:
    request = json.loads(line)
    if "refuse" in request:
        print(json.dumps("refused" if refuse(request["refuse"].split()) else "not here"), flush=True)
        continue
    editions = [{path: text.encode() for path, text in files.items()} for files in request["editions"]]
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        said = "done"
        try:
            work(request, editions)
        except SiteError as error:
            said = [error.finding.code, error.finding.message, error.finding.help]
        except BaseException as error:
            said = repr(error)
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    if "kill_after" in request:
        time.sleep(request["kill_after"])
        os.kill(child, signal.SIGKILL)
    said = os.read(reading, 65536)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    print(json.dumps("killed" if os.WIFSIGNALED(status) else json.loads(said)), flush=True)
'''


@contextlib.contextmanager
def child_process(refuse: str = "") -> Iterator[Child]:
    child = Child(refuse=refuse)
    try:
        yield child
    finally:
        child.close()
