"""Attacks on secrets: read what is not yours. What they find they print, after FOUND."""

from __future__ import annotations

from . import attack
from .forge import WRONG

REFUSED = "asked for what the sandbox refuses"
ABSENT = (
    f"{REFUSED}|looked for a file that the sandbox does not hold"  # no view of its own
)
PLACES = "import json, os\nplaces = json.loads(os.environ.get('PLACES', '{}'))\n"


def look(code: str) -> str:
    """Print what an expression finds, and let an error show."""
    return f"import os, glob\nprint('FOUND', {code})\n" + WRONG


attack("reads-the-gradebook", "opens the gradebook", look("open('@out@/gradebook.db', 'rb').read()[:20]"), flag=ABSENT)  # fmt: skip
attack(
    "changes-the-gradebook",
    "gives itself points in the gradebook",
    "import sqlite3\nsqlite3.connect('@out@/gradebook.db').execute("
    "'UPDATE grade SET auto_score = 99')\n" + WRONG,
)
attack("reads-a-neighbour", "reads another student's notebook", look("open('@in@/honest-one/00-start-here/00-start-here.ipynb').read()[:50]"), flag=ABSENT)  # fmt: skip
attack("lists-the-class", "lists who has handed in", look("os.listdir('@in@')"), flag=ABSENT)  # fmt: skip
attack("reads-the-solutions", "reads the solved notebooks with the hidden tests", look("open('@root@/solutions/00-start-here/00-start-here.ipynb').read()[:50]"), flag=ABSENT)  # fmt: skip
attack("reads-the-key", "reads the question bank", look("open('@root@/quizzes/00-start-here.yaml').read()[:50]"), flag=ABSENT)  # fmt: skip
attack("reads-home", "reads the teacher's home", look("open('@home@/.ssh/id_rsa').read()"), flag=ABSENT)  # fmt: skip
attack("lists-the-password-file", "reads /etc/passwd", look("open('/etc/passwd').read()"), flag=REFUSED)  # fmt: skip
attack(
    "sees-sizes-and-times",
    "asks for names, sizes and times of the gradebook, neighbours and the home",
    """
import os
seen = []
for place in ("@out@", "@out@/gradebook.db", "@in@", "@in@/honest-one",
              "@in@/honest-one/00-start-here/00-start-here.ipynb", "@root@/solutions",
              "@home@", "@home@/.ssh/id_rsa"):
    for ask in (os.stat, os.lstat, os.statvfs, os.readlink, lambda p: os.open(p, 0o10000000)):
        try: seen.append(ask(place))
        except OSError: pass
    seen += [place] * os.access(place, os.F_OK)
print("FOUND" if seen else "nothing", seen)
"""
    + WRONG,
)
attack(
    "reads-addresses",
    "asks for the machine's addresses by way of whatever socket it can have",
    """
import ctypes, fcntl, os, socket, stat, struct
ends = [end.fileno() for end in socket.socketpair()]
for number in range(300):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode): ends.append(number)
    except OSError: pass
found = []
for end in ends:
    for request in (0x8912, 0x8910, 0x8915, 0x8927):
        room = ctypes.create_string_buffer(4096)
        ask = struct.pack("iP", 4096, ctypes.addressof(room)) if request == 0x8912 else \
            struct.pack("16si20x", b"" if request == 0x8910 else b"lo", 1)
        try: found.append(fcntl.ioctl(end, request, ask))
        except OSError: pass
print("FOUND" if found else "nothing", len(ends), found)
"""
    + WRONG,
)
attack(
    "reads-the-environment",
    "looks for tokens in the environment, also where the kernel keeps it",
    """
import os
word = "teachers-" + "token"
text = open("/proc/self/environ", "rb").read().decode(errors="replace")
print("FOUND" if word in text + str(dict(os.environ)) else "nothing")
"""
    + WRONG,
)
attack(
    "searches-all-memory",
    "searches its whole memory for other students' work and the hidden test",
    """
import ctypes, os
control = "-".join(["a", "control", "word", str(os.getpid())]).encode()
halves = [("honest-ones", "secret"), ("teachers", "token")]
found = seen = 0
with open("/proc/self/maps") as maps:
    lines = maps.read().splitlines()
for line in lines:
    start, end = (int(n, 16) for n in line.split()[0].split("-"))
    if " rw" in line and end - start < 2**29 and "[v" not in line:
        data = ctypes.string_at(start, end - start)
        for first, second in halves:  # never whole in this memory
            place = data.find(first.encode())
            while place >= 0:
                rest = place + len(first)
                found += data[rest : rest + 1 + len(second)] == b"-" + second.encode()
                place = data.find(first.encode(), rest)
        seen += data.count(control)
        del data
print("FOUND" if found else "nothing", found, "searched" if seen else "blind")
"""
    + WRONG,
)
attack(
    "looks-at-processes",
    "reads command lines, environments and memory of other processes",
    """
import glob
seen = []
for place in glob.glob("/proc/[0-9]*"):
    for what in ("cmdline", "environ", "mem", "maps"):
        try:
            with open(f"{place}/{what}", "rb") as f: seen.append(f.read(10))
        except OSError: pass
print("FOUND" if seen else "nothing", len(seen))
"""
    + WRONG,
)
attack(
    "reads-open-files",
    "reads from every file that the grader may have left open",
    """
import os, stat
seen = []
for number in range(3, 256):
    try:
        kind = os.fstat(number).st_mode
        if not stat.S_ISSOCK(kind): seen.append((number, os.read(number, 10)))
    except OSError: pass
print("FOUND" if seen else "nothing", seen)
"""
    + WRONG,
)
attack(
    "attaches-a-debugger",
    "reads its parent's memory with ptrace and process_vm_readv",
    """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
done = [libc.ptrace(16, os.getppid(), 0, 0), libc.ptrace(16, 1, 0, 0)]
print("FOUND" if 0 in done else "nothing", done)
"""
    + WRONG,
)
