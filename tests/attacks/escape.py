"""Attacks on the machine: reach the network, write outside, outlive the notebook."""

from __future__ import annotations

from . import attack
from .forge import WRONG

REFUSED = "asked for what the sandbox refuses"
ENDED = "process"
NET = "import socket, os\n"

attack("calls-home", "connects to a server over TCP", NET + "socket.create_connection(('127.0.0.1', @port@), 3)\n" + WRONG, flag=REFUSED)  # fmt: skip
attack("sends-a-datagram", "sends a UDP datagram", NET + "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(b'hello', ('127.0.0.1', @port@))\n" + WRONG, flag=REFUSED)  # fmt: skip
attack(
    "asks-the-name-server",
    "looks up a name, which could carry a secret out",
    NET + "socket.getaddrinfo('secret.example.org', 80)\n" + WRONG,
)
attack("named-unix-socket", "connects to a named unix socket", NET + "s = socket.socket(socket.AF_UNIX)\ns.connect('@socket@')\n" + WRONG, flag=REFUSED)  # fmt: skip
attack("abstract-unix-socket", "connects to an abstract unix socket", NET + "s = socket.socket(socket.AF_UNIX)\ns.connect('\\0@abstract@')\n" + WRONG, flag=REFUSED)  # fmt: skip
attack(
    "writes-outside",
    "writes into the results, /tmp, the packages and the checks",
    """
import numpy, os, rnn_course, tempfile
done = []
for folder in ("@out@", "@in@", "@root@", "/tmp", "/var/tmp", "/dev/shm", "/etc",
               os.path.dirname(numpy.__file__), os.path.dirname(rnn_course.__file__)):
    try:
        open(folder + "/planted.py", "w").write("planted"); done.append(folder)
    except OSError: pass
print("FOUND" if done else "nothing", done)
"""
    + WRONG,
)
attack(
    "deletes-and-renames",
    "deletes, empties, renames and locks the class's files",
    """
import os
for act in (os.remove, os.unlink, lambda p: os.truncate(p, 0), lambda p: os.chmod(p, 0),
            lambda p: os.rename(p, p + ".gone"), lambda p: os.utime(p, (0, 0))):
    for path in ("@in@/honest-one/00-start-here/00-start-here.ipynb",
                 "@out@/gradebook.db"):
        try: act(path)
        except OSError: pass
"""
    + WRONG,
)
attack("runs-a-program", "runs a program", "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'touch /tmp/ran'])\n" + WRONG, flag=REFUSED)  # fmt: skip
attack("shell-magic", "runs a program by `!`", "!touch /tmp/ran\n" + WRONG)
attack(
    "leaves-a-daemon",
    "starts a daemon in a session of its own that outlives the notebook",
    """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
"""
    + WRONG,
    flag=REFUSED,
)
attack(
    "fork-bomb",
    "starts processes without end",
    "import os\nfor _ in range(500):\n    os.fork()\n" + WRONG,
    flag=REFUSED,
)
attack(
    "kills-itself",
    "sends itself SIGKILL",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n" + WRONG,
)
attack(
    "signals-by-input",
    "lets input of a socket send signals to others",
    """
import fcntl, os, signal, socket, struct
one, other = socket.socketpair()
got = []
for victim in (os.getppid(), 1, -os.getpgrp()):
    for act in (lambda: fcntl.ioctl(one, 0x8901, struct.pack("i", victim)),
                lambda: fcntl.ioctl(one, 0x8902, struct.pack("i", victim)),
                lambda: fcntl.fcntl(one, fcntl.F_SETOWN, victim),
                lambda: fcntl.fcntl(one, 15, struct.pack("ii", 2, victim)),
                lambda: fcntl.fcntl(one, 10, signal.SIGKILL),
                lambda: fcntl.fcntl(one, fcntl.F_SETFL, 0x2000),
                lambda: fcntl.ioctl(one, 0x5452, struct.pack("i", 1))):
        try: act(); got.append(victim)
        except OSError: pass
    other.send(b"x")
print("FOUND" if got else "nothing", got)
"""
    + WRONG,
)
attack(
    "kills-everybody",
    "sends SIGKILL to every process that it may reach",
    """
import os, signal
for target in (-1, 0, os.getppid(), 1):
    try: os.kill(target, signal.SIGKILL)
    except OSError: pass
"""
    + WRONG,
)
attack(
    "stops-everybody",
    "sends SIGSTOP to itself and its parent",
    """
import os, signal
for target in (os.getppid(), 0, -1):
    try: os.kill(target, signal.SIGSTOP)
    except OSError: pass
"""
    + WRONG,
)
attack("exits-hard", "ends its process with os._exit", "import os\nos._exit(0)", flag=ENDED)  # fmt: skip
attack("exits-in-the-answer", "ends its process when the check calls it", "import os\ndef double(x):\n    os._exit(3)", flag=ENDED)  # fmt: skip
attack("exits-softly", "calls sys.exit in a cell and in the answer", "import sys\ndef double(x):\n    sys.exit(0)\nsys.exit(0)")  # fmt: skip
attack(
    "crashes",
    "crashes the interpreter by reading address 1",
    "import ctypes\ndef double(x):\n    return ctypes.string_at(1)",
    flag=ENDED,
)
attack(
    "raises-its-limits",
    "raises its limits and its priority again",
    """
import os, resource
for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC):
    try: resource.setrlimit(kind, (-1, -1)); print("FOUND")
    except (OSError, ValueError): pass
try: os.nice(-10); print("FOUND")
except OSError: pass
"""
    + WRONG,
)
attack(
    "becomes-root",
    "asks for root's powers back",
    """
import os
for act in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.chroot("/"),
            lambda: os.setgroups([0])):
    try: act(); print("FOUND")
    except OSError: pass
"""
    + WRONG,
)
