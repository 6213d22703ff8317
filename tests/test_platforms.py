"""What can be known here about Windows and macOS, without either of them.

The standard library lacks names there (mypy knows which), a text file has another
encoding unless one is named, and Unix is at home in `grading/` alone.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.course import ROOT

SOURCES = [
    ROOT / "course.py",
    *sorted((ROOT / "launcher").glob("*.py")),
    *sorted((ROOT / "src").rglob("*.py")),
]
#: Modules that Windows has not.
UNIX = {"crypt", "fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
#: Functions of text files, and after how many positional arguments the encoding comes.
TEXT = {"open": 3, "read_text": 0, "write_text": 1, "fdopen": 3, "TextIOWrapper": 1}
MODE = re.compile("[rwxabt+]+")
PROCESSES = {"run", "Popen", "check_output", "check_call", "call"}


def findings(platform: str, *paths: Path) -> set[str]:
    """What mypy says of one platform, without the numbers of lines."""
    words = ["--platform", platform, "--config-file", ROOT / "pyproject.toml"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words, "--cache-dir", "/dev/null", *paths],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return set(re.findall("^(.+: error: .+)$", done.stdout, re.M))


@pytest.mark.slow
@pytest.mark.parametrize(
    "platform", ["win32", pytest.param("darwin", marks=pytest.mark.long)]
)
def test_every_name_of_the_standard_library_is_there(platform):
    lacks = {one for one in findings(platform) if "Module has no attribute" in one}
    assert not lacks


@pytest.mark.long
def test_a_name_that_a_platform_lacks_is_seen(tmp_path):
    path = tmp_path / "unix.py"
    path.write_text("import os\nos.fork()\nos.sched_getaffinity(0)\n", encoding="utf-8")
    for platform, number in (("linux", 0), ("darwin", 1), ("win32", 2)):
        assert len(findings(platform, path)) == number


def name_of(call: ast.Call) -> str:
    """The last part of what is called."""
    function = call.func
    return getattr(function, "attr", "") or getattr(function, "id", "")


def encoding_is_missing(call: ast.Call) -> bool:
    """Whether a call opens text in whatever encoding the system has."""
    name, keywords = name_of(call), {word.arg: word.value for word in call.keywords}
    if "encoding" in keywords or None in keywords:
        return False
    if name in PROCESSES:
        wanted = [keywords.get(key) for key in ("text", "universal_newlines")]
        return any(isinstance(one, ast.Constant) and one.value for one in wanted)
    if name not in TEXT or len(call.args) > TEXT[name] or is_binary(call, keywords):
        return False
    return name != "open" or not is_other_open(call.func, call.args)


def is_other_open(function: ast.expr, given: list[ast.expr]) -> bool:
    """`os.open`, `archive.open(name)` and the like, which are no text files."""
    if isinstance(function, ast.Name):
        return False
    owner = getattr(getattr(function, "value", None), "id", "")
    modes = [
        isinstance(x, ast.Constant) and MODE.fullmatch(str(x.value)) for x in given
    ]
    return owner in ("os", "exchange") or (bool(modes) and not modes[0])


def is_binary(call: ast.Call, keywords: dict) -> bool:
    """Whether a mode with a b is among the arguments."""
    modes = [*call.args, keywords.get("mode")]
    texts = [x.value for x in modes if isinstance(x, ast.Constant)]
    return any(
        isinstance(x, str) and re.fullmatch(r"[rwxa+]*b[rwxa+]*", x) for x in texts
    )


def unguarded_unix(tree: ast.AST) -> Iterator[str]:
    """Imports of Unix modules outside of any function, `if` or `try`."""
    for node in getattr(tree, "body", []):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [node.module.split(".")[0]]
        elif isinstance(node, ast.ClassDef):
            yield from unguarded_unix(node)
        yield from (name for name in names if name in UNIX)


def test_text_has_an_encoding_and_unix_is_guarded():
    wrong = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        missing = [call.lineno for call in calls if encoding_is_missing(call)]
        wrong += [f"{path.relative_to(ROOT)}:{line}" for line in missing]
        if "grading" not in path.parts:
            wrong += [f"{path.relative_to(ROOT)}: {x}" for x in unguarded_unix(tree)]
    assert not wrong


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("open('a')", True),
        ("open('a', 'w')", True),
        ("path.open()", True),
        ("path.read_text()", True),
        ("path.write_text('a')", True),
        ("subprocess.run(['a'], text=True)", True),
        ("subprocess.Popen(['a'], universal_newlines=True)", True),
        ("open('a', 'rb')", False),
        ("path.open('wb')", False),
        ("path.open(encoding='utf-8')", False),
        ("path.read_text('utf-8')", False),
        ("path.write_text('a', 'utf-8')", False),
        ("os.open('a', 0)", False),
        ("subprocess.run(['a'], text=True, encoding='utf-8')", False),
        ("subprocess.run(['a'])", False),
    ],
)
def test_a_missing_encoding_is_seen(code, missing):
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert encoding_is_missing(call) == missing


def test_unguarded_unix_is_seen():
    code = "import fcntl\nfrom pwd import getpwuid\nclass A:\n    import resource\n"
    assert list(unguarded_unix(ast.parse(code))) == ["fcntl", "pwd", "resource"]
    guarded = "try:\n    import fcntl\nexcept ImportError:\n    pass\n"
    guarded += "def lock():\n    import fcntl\n"
    assert list(unguarded_unix(ast.parse(guarded))) == []
