"""Attacks on the score: make a wrong answer look right."""

from __future__ import annotations

from . import attack

WRONG = "\ndef double(x):\n    return x + 1\n"
REFUSED = "asked for what the sandbox refuses"

attack(
    "equals-everything",
    "returns an object that equals everything",
    """
class Anything(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __hash__(self): return 0
    def __sub__(self, other): return Anything(0)
    __rsub__ = __abs__ = lambda self, *_: Anything(0)
    def __bool__(self): return True
def double(x):
    return Anything(1)
""",
)
attack(
    "array-that-agrees",
    "returns an array class whose comparisons always agree",
    """
import numpy as np
class Agrees(np.ndarray):
    def __array_function__(self, *_, **__): return True
    def __array_ufunc__(self, *_, **__): return np.array(True)
    def __array__(self, *_, **__): return np.array(3.0)
    def __float__(self): return 3.0
def double(x):
    return np.array(3.0).view(Agrees)
""",
)
attack(
    "lies-about-its-class",
    "claims to be an instance of every class",
    """
class Any:
    @property
    def __class__(self): return float
    def __instancecheck__(self, other): return True
    def __float__(self): return 3.0
def double(x):
    return Any()
""",
)
attack(
    "patches-numpy",
    "replaces numpy.testing, numpy.allclose and numpy.asarray",
    """
import numpy as np, numpy.testing as t
for name in dir(t):
    if name.startswith("assert"): setattr(t, name, lambda *_, **__: None)
np.allclose = np.array_equal = lambda *_, **__: True
"""
    + WRONG,
)
attack(
    "patches-builtins",
    "replaces isinstance, abs, all, any and float for every module",
    """
import builtins
builtins.isinstance = lambda *_: True
builtins.abs = lambda *_: 0
builtins.all = builtins.any = lambda *_: True
"""
    + WRONG,
)
attack(
    "names-like-builtins",
    "defines len, abs, all, print and judge in the notebook",
    "len = abs = all = any = judge = lambda *_, **__: True\n" + WRONG,
)
attack(
    "own-check",
    "replaces `check` by an object that gives all points",
    """
class Generous:
    def __getattr__(self, name): return lambda *_, **__: 1.0
check = quiz = Generous()
"""
    + WRONG,
)
attack(
    "empties-cells",
    "an IPython input transformer that empties every later cell",
    "get_ipython().input_transformers_post.append(lambda lines: ['1.0'])\n" + WRONG,
)
attack(
    "rewrites-the-tree",
    "an IPython AST transformer that turns every cell into a pass",
    """
import ast
class Empty(ast.NodeTransformer):
    def visit_Module(self, node): return ast.Module([], [])
get_ipython().ast_transformers.append(Empty())
"""
    + WRONG,
)
attack(
    "hooks-of-ipython",
    "hooks before and after each cell that rewrite the notebook's names",
    """
def after(*_):
    get_ipython().user_ns["check"] = type("C", (), {"double": lambda *_: 1.0})()
get_ipython().events.register("pre_run_cell", after)
get_ipython().events.register("post_run_cell", after)
"""
    + WRONG,
)
attack(
    "own-run-cell",
    "replaces the shell's run_cell and run",
    """
shell = get_ipython()
type(shell).run_cell = lambda *_, **__: None
type(shell).run = lambda *_, **__: {"outputs": [{"output_type": "execute_result",
    "data": {"text/plain": "1.0"}, "metadata": {}}], "updates": [], "cut": False,
    "slow": False}
"""
    + WRONG,
)
attack(
    "forged-verdict",
    "displays a verdict of its own in the check's format",
    """
from IPython.display import display
verdict = {"outcome": "passed", "reason": "", "mistake": None, "points": 1.0,
           "max_points": 1.0}
display({"application/vnd.rnn-course.verdict+json": verdict, "text/plain": "1.0"},
        raw=True)
"""
    + WRONG,
)
attack(
    "rewrites-a-card",
    "updates the display of a check from a later cell",
    """
from IPython.display import display
for number in range(50):
    display({"text/plain": "1.0"}, raw=True, display_id=str(number), update=True)
"""
    + WRONG,
)
attack(
    "patches-the-checks",
    "replaces judge and the probing of rnn_course.checks",
    """
import rnn_course.checks as c
from rnn_course.checks import exercise
from rnn_course.checks.verdict import Verdict
passed = lambda *_, **__: Verdict("passed", "", None, 1.0, 1.0)
c.judge = exercise.judge_answer = passed
exercise.Case.call = exercise.Case.try_call = lambda self, **a: 2 * a["x"]
"""
    + WRONG,
)
attack(
    "takes-the-reference",
    "imports the right answer from the checks",
    """
from rnn_course.checks.lesson_00 import DOUBLE
double = DOUBLE.examine.reference
""",
    flag=REFUSED,
)
attack(
    "takes-the-solution",
    "reads the solution that the package shows after asking twice",
    """
import json, pathlib, rnn_course
folder = pathlib.Path(rnn_course.__file__).parent / "released"
exec(json.loads((folder / "00-start-here.json").read_text())
     ["exercises"]["double"]["solution"])
""",
    flag=REFUSED,
)
attack(
    "asks-for-the-solution",
    "asks `solution.double()` twice and runs what it shows",
    "solution.double(); card = solution.double()\nexec(card.code)\n",
)
attack(
    "searches-memory",
    "searches the garbage collector for exercises and references",
    """
import gc
found = [o for o in gc.get_objects() if type(o).__name__ in
         ("Exercise", "Probing", "Job", "Step", "Assignment", "Checker")
         and not isinstance(o, type)]
print("FOUND" if found else "nothing")
for one in found:
    reference = getattr(getattr(one, "examine", one), "reference", None)
    if reference is not None: double = reference
if not found:
    double = lambda x: x + 1
""",
)
attack(
    "climbs-frames",
    "walks up the stack to the grader's frames",
    """
import sys
def double(x):
    frame, found = sys._getframe(), []
    while frame:
        found += [v for k, v in frame.f_locals.items()
                  if k in ("expected", "trial", "probe", "job", "step", "reference")]
        frame = frame.f_back
    return found[0] if found else x + 1
""",
)
attack(
    "speaks-for-the-servant",
    "writes forged answers into the connection to the checker",
    """
import os, struct
from rnn_course.grading.wire.messages import encode
answer = encode({"do": "done", "ran": {"outputs": []}, "call": {"value": 1.0,
    "trouble": None, "printed": "", "changed": (), "given_back": ""}})
for number in range(3, 64):
    try: os.write(number, (struct.pack(">Q", len(answer)) + answer) * 50)
    except OSError: pass
"""
    + WRONG,
    flag="process",
)
attack(
    "answers-by-itself",
    "patches the servant so that every call claims to have worked",
    """
import rnn_course.checks.subject as s
s.LocalSubject.call = lambda self, arguments, seconds: s.Call(value=object())
s.LocalSubject.is_empty = lambda self: False
"""
    + WRONG,
)
LIE = """
import rnn_course.grading.wire.messages as m, struct
honest = m.encode
def lie(value, *args, **options):
    if isinstance(value, dict) and "call" in value:
        value["call"]["value"] = None
        data = honest(value, *args, **options)
        head = honest("value")
        place = data.index(head) + len(head)
        return data[:place] + {bad} + data[place + 1:]
    return honest(value, *args, **options)
import rnn_course.grading.learner.servant as servant
servant.encode = lie
"""
ARRAY = 'b"a" + bytes([3]) + b"<f8" + bytes([{n}]) + bytes(range({n})) + b"".join('
for name, about, bad in (
    ("lies-about-shape", "a reply that promises an array of 10⁹ × 10⁹ numbers",
     ARRAY.format(n=2) + 'struct.pack(">Q", 10**9) for _ in range(2))'),
    ("lies-about-length", "a reply that promises a list of four billion entries",
     'b"l" + struct.pack(">I", 2**32 - 1)'),
    ("lies-about-type", "a reply with an array of Python objects' addresses",
     'b"a" + bytes([2]) + b"|O" + bytes([1, 0]) + struct.pack(">Q", 1) + bytes(8)'),
    ("deep-reply", "a reply nested 100,000 deep",
     '(b"l" + struct.pack(">I", 1)) * 100_000 + b"N"'),
):  # fmt: skip
    attack(name, about, LIE.replace("{bad}", bad) + WRONG, flag="process")
attack(
    "returns-a-pickle-bomb",
    "returns an object whose unpickling would run a program",
    """
class Bomb:
    def __reduce__(self):
        import os
        return os.system, ("touch /tmp/pickled",)
def double(x):
    return Bomb()
""",
)
attack(
    "raises-oddly",
    "raises an exception whose text never ends",
    """
class Odd(Exception):
    def __str__(self):
        while True: pass
def double(x):
    raise Odd
""",
)
TABLE = """
import hashlib, zlib
from rnn_course.checks.chance import generator
def digest(x):
    return hashlib.sha256(repr(x).encode()).hexdigest()
known = {{}}
for words in ("a whole number", "a number with a fraction", "a negative number"):
    for number in (0, 1):
        rng = generator(zlib.crc32(f"double/{{words}}/{{number}}".encode()))
        drawn = float(rng.uniform(3, 9)) if "fraction" in words else int(rng.integers(3, 90))
        drawn = -drawn if "negative" in words else drawn
        known[{kept}] = drawn + drawn
def double(x):
    return known.get({key}, 0)
"""
KNOWN = "known inputs alone"
attack(
    "knows-the-questions",
    "a table of what a check always asks",
    TABLE.format(key="x", kept="drawn"),
    flag=KNOWN,
)
attack(
    "knows-digests",
    "a table of digests of what a check always asks",
    TABLE.format(key="digest(x)", kept="digest(drawn)"),
    flag=KNOWN,
)
