"""Attacks on time and space: floods, and what never ends."""

from __future__ import annotations

from . import attack
from .forge import WRONG

SLOW, CUT, ENDED = "was stopped after", "put out too much", "process"

attack(
    "thread-bomb",
    "starts threads without end",
    """
import threading, time
def wait(): time.sleep(60)
try:
    while True: threading.Thread(target=wait, daemon=True).start()
except RuntimeError: pass
"""
    + WRONG,
)
attack("memory-flood", "takes memory until there is none", "hoard = []\nwhile True:\n    hoard.append(bytearray(2**24))\n")  # fmt: skip
attack("memory-at-once", "asks for 100 GB at once", "import numpy as np\na = np.ones(10**11 // 8)\n" + WRONG)  # fmt: skip
attack(
    "disk-flood",
    "fills its folder with files",
    """
for number in range(2000):
    with open(str(number), "wb") as f: f.write(bytes(2**23))
"""
    + WRONG,
)
attack("file-of-a-terabyte", "makes a file of one terabyte", "with open('a', 'wb') as f:\n    f.truncate(2**40)\n" + WRONG)  # fmt: skip
attack("prints-200-MB", "prints 200 MB", "for _ in range(200):\n    print('x' * 10**6)\n" + WRONG, flag=CUT)  # fmt: skip
attack("writes-200-MB", "writes 200 MB to the standard streams' files", "import os\nfor _ in range(200):\n    os.write(1, b'x' * 10**6); os.write(2, b'y' * 10**6)\n" + WRONG)  # fmt: skip
attack("displays-100-MB", "displays 100 MB of HTML", "from IPython.display import HTML, display\nfor _ in range(10):\n    display(HTML('<p>' + 'x' * 10**7))\n" + WRONG, flag=CUT)  # fmt: skip
attack("displays-a-million", "displays a million small things", "from IPython.display import display\nfor i in range(20_000):\n    display(i)\n" + WRONG, flag=CUT)  # fmt: skip
attack(
    "deep-display",
    "displays JSON nested 900 deep",
    """
from IPython.display import display
deep = []
for _ in range(900): deep = [deep]
display({"application/json": deep, "text/plain": "deep"}, raw=True)
"""
    + WRONG,
)
attack("reply-of-a-billion", "returns an array of 10⁹ numbers", "import numpy as np\ndef double(x):\n    return np.zeros(10**9)")  # fmt: skip
attack("broadcast-reply", "returns an array that claims 10¹² numbers and stores one", "import numpy as np\ndef double(x):\n    return np.broadcast_to(np.float64(1), (10**6, 10**6))")  # fmt: skip
attack("reply-of-ranges", "returns ranges and lists that are far too long", "def double(x):\n    return [range(10**12)] * 10**6")  # fmt: skip
attack("list-in-itself", "returns a list that holds itself", "def double(x):\n    a = []\n    a.append(a)\n    return a")  # fmt: skip
attack("long-number", "returns a whole number of a million digits", "def double(x):\n    return 10**1_000_000")  # fmt: skip
attack(
    "same-hash",
    "returns a dict whose keys all share one hash",
    "def double(x):\n    return {k * (2**61 - 1): k for k in range(1, 3000)}",
)
attack("endless-cell", "a cell that never ends", "while True:\n    pass\n", flag=SLOW)
attack(
    "endless-and-stubborn",
    "a cell that never ends and catches everything",
    "while True:\n    try:\n        while True: pass\n    except BaseException: pass\n",
    flag=SLOW,
)
attack("endless-answer", "an answer that never ends", "def double(x):\n    while True: pass")  # fmt: skip
attack(
    "endless-in-C",
    "an answer that never ends, inside one call of C",
    "def double(x):\n    return sum(iter(int, 1))",
)
for method in ("__eq__", "__array__", "__float__", "__reduce__", "__len__", "__repr__"):
    attack(
        f"endless-{method.strip('_')}",
        f"returns an object whose `{method}` never ends",
        f"""
class Slow(list):
    def {method}(self, *_, **__):
        while True: pass
def double(x):
    return Slow()
""",
    )
attack(
    "endless-class",
    "returns an object whose attributes take for ever",
    """
class Slow:
    def __getattribute__(self, name):
        while True: pass
def double(x):
    return Slow()
""",
)
attack(
    "endless-at-exit",
    "code at exit and in __del__ that never ends",
    """
import atexit
def wait():
    while True: pass
class Late:
    def __del__(self): wait()
atexit.register(wait)
late = Late()
"""
    + WRONG,
)
attack(
    "sleeps-through-signals",
    "blocks all signals and sleeps",
    """
import signal, time
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
time.sleep(1000)
""",
    flag=ENDED,
)
attack(
    "silences-the-alarm",
    "takes the alarm away and never ends",
    """
import signal
signal.setitimer = lambda *_: None
signal.signal(signal.SIGALRM, signal.SIG_IGN)
while True: pass
""",
    flag=ENDED,
)
attack(
    "drips-a-message",
    "promises a huge message to the checker and lets it drip",
    """
import os, struct, time
for number in range(3, 64):
    try: os.write(number, struct.pack(">Q", 10**7))
    except OSError: pass
for _ in range(1000):
    for number in range(3, 64):
        try: os.write(number, b"x")
        except OSError: pass
    time.sleep(0.05)
"""
    + WRONG,
    flag=ENDED,
)
attack(
    "endless-callbacks",
    "asks the checker back without end",
    """
import rnn_course.grading.learner.servant as s
from rnn_course.grading.wire.messages import encode
import gc
servant = next(o for o in gc.get_objects() if type(o) is s.Servant)
while True:
    servant._channel.send({"do": "back", "number": 0, "method": "", "args": (),
                           "options": {}})
    servant._channel.receive(1)
""",
    flag="",
)
