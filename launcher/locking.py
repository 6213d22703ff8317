"""`course.py lock`: the lock of each role, made anew from pyproject.toml.

The greatest role comes first; the others may take only the versions that it took, so
that a role can be added to an environment without a change of what is there.
"""

import argparse

from . import fetching
from .commands import run
from .places import LOG, ROOT, VENV, program
from .roles import LOCKS

CLASS = "--extra instructor --extra cluster --extra postgres"
WANTED = {
    "developer": "--all-extras --group dev",
    "site": CLASS + " --extra site",
    "instructor": CLASS,
    "learner": "",
}
OPTIONS = "pip compile --universal --python-version 3.11 --generate-hashes"
OPTIONS += " --no-emit-find-links --no-emit-index-url --no-annotate --no-header"


def plan(words):
    """Understand the words of `course.py lock`; return what then does it."""
    parser = argparse.ArgumentParser("course.py lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take newer versions")
    upgrade = ["--upgrade"] if parser.parse_args(words).upgrade else []
    return lambda: lock(upgrade)


def lock(upgrade):
    """Write the lock files; return the exit status."""
    LOG.write_bytes(b"")
    uv = fetching.install_uv(program(VENV))
    for role, extras in WANTED.items():
        bound = [] if role == "developer" else ["-c", LOCKS["developer"]]
        more = [*extras.split(), *bound, *(upgrade if role == "developer" else [])]
        command = [uv, *OPTIONS.split(), ROOT / "pyproject.toml", *more]
        settings = {"UV_CACHE_DIR": str(ROOT / ".uv" / "cache")}
        run("Locking " + role, *command, "-o", LOCKS[role], settings=settings)
    print(
        "Wrote {}.".format(
            ", ".join(str(one.relative_to(ROOT)) for one in LOCKS.values())
        )
    )
    return 0
