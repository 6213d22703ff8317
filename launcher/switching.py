"""Update without fear: .venv-next is made whole beside .venv, then takes its place.

A failed or stopped update leaves .venv as it was; the next start goes on with
.venv-next. The two renames of a switch may be cut apart; `recover` ends them.
"""

import contextlib
import os
import shutil

from .commands import run
from .linking import link
from .places import NEXT, OLD, ROOT, STAMP, VENV, StopError, program

UPDATE = 2.5  # GB beside the old environment, until that is deleted
PROBE = """
import importlib
for name in ("tensorflow", "jupyterlab", "rnn_course"):
    if importlib.util.find_spec(name):
        importlib.import_module(name)
"""


def update(role, make):
    """Make a new environment beside .venv, try it, and put it in its place."""
    free = shutil.disk_usage(ROOT).free / 1e9
    print("The course has newer packages: making them beside the old ones.")
    print(f"This needs {UPDATE:.1f} GB for the while; {free:.0f} GB are free.")
    if free < UPDATE and not NEXT.exists():
        raise StopError(
            f"The disk is full: the update needs {UPDATE:.1f} GB, and {free:.1f} GB are free in {ROOT}. "
            "Make room."
        )
    make(NEXT, role)
    settings = {"TF_CPP_MIN_LOG_LEVEL": "3"}
    run(
        "Trying it",
        program(NEXT),
        "-c",
        "import importlib.util" + PROBE,
        settings=settings,
    )
    switch()


def switch():
    """Put .venv-next in the place of .venv."""
    remove(OLD)
    if OLD.exists():
        raise StopError(f"{OLD} cannot be deleted. Delete it yourself.")
    try:
        VENV.rename(OLD)
    except OSError as problem:  # on Windows, while a program runs from it
        raise StopError(
            f"The update is ready, and something still uses the old packages ({problem.strerror}). "
            "Close JupyterLab and every terminal of the course."
        ) from None
    NEXT.rename(VENV)
    settle()
    remove(OLD)


def recover():
    """End a switch that was cut between its two renames, and clear what it left."""
    if not VENV.exists() and (NEXT / STAMP).exists() and OLD.exists():
        NEXT.rename(VENV)
        settle()
    elif not VENV.exists() and OLD.exists():
        OLD.rename(VENV)
    if VENV.exists():
        remove(OLD)


def remove(folder):
    """Delete a folder as far as it can be."""
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


def settle():
    """Let what pip and venv wrote into .venv-next name .venv, where it is now."""
    old, new = os.fsencode(NEXT.name), os.fsencode(VENV.name)
    for path in [VENV / "pyvenv.cfg", *program(VENV).parent.iterdir()]:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 1e6:
            continue
        with contextlib.suppress(OSError):
            _rename_in(path, old, new)
    link(VENV)


def _rename_in(path, old, new):
    """Change a name inside a script; a Windows .exe keeps its length."""
    data = path.read_bytes()
    if old not in data:
        return
    if path.suffix != ".exe":
        path.write_bytes(data.replace(old, new))
        return
    head, _, rest = data.partition(b"#!")  # the launcher, its first line, an archive
    while old not in rest.split(b"\n", 1)[0]:
        more, mark, rest = rest.partition(b"#!")
        if not mark:
            return
        head += b"#!" + more
    line, _, archive = rest.partition(b"\n")
    line = line.rstrip(b"\r").replace(old, new)
    line = line.ljust(len(rest) - len(archive) - 2) + b"\r\n"
    path.write_bytes(head + b"#!" + line + archive)
