"""A quick look: the tests of what a change touches, first, and a minute of others.

`python3 course.py test --quick` asks git what is not committed; where all is, what the
last commit changed. Tests that have not begun in time are skipped, and counted so.
"""

import re
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECONDS = 60  # no test begins later; the last one ends within the 90 that are promised
TOUCHED, NEAR, OTHER = range(3)


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick",
        action="store_true",
        help=f"what the change touches first; no test begins after {SECONDS} seconds",
    )


def begin(config: pytest.Config) -> None:
    """Start the clock."""
    config.quick_end = time.monotonic() + SECONDS


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what the change touches first; leave out other tests that are slow."""
    if not config.getoption("--quick"):
        return
    changed = changed_files()
    ranks = {item: rank(item.path, item.nodeid, changed) for item in items}
    kept = [
        item
        for item in items
        if ranks[item] == TOUCHED or not item.get_closest_marker("slow")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = sorted(kept, key=ranks.get)


def stop_in_time(item: pytest.Item) -> None:
    """Skip a test for which no time is left."""
    if item.config.getoption("--quick") and time.monotonic() > item.config.quick_end:
        pytest.skip(f"--quick ends after {SECONDS} seconds; leave it out to run all")


def changed_files(root: Path = ROOT) -> list[Path]:
    """Return what is not committed or, where all is, what the last commit changed."""
    found = _git(root, "diff", "--name-only", "HEAD")
    found += _git(root, "ls-files", "--others", "--exclude-standard")
    found = found or _git(root, "diff", "--name-only", "HEAD~1", "HEAD")
    return [Path(name) for name in found]


def _git(root: Path, *words: str) -> list[str]:
    done = subprocess.run(
        ["git", *words], cwd=root, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines()


def rank(path: Path, nodeid: str, changed: Iterable[Path]) -> int:
    """Tell how near a test is to a change."""
    ranks = [_rank(path, nodeid, one) for one in changed]
    return min(ranks, default=OTHER)


def _rank(path: Path, nodeid: str, one: Path) -> int:
    lesson = re.search(r"(?:^|[/_])(\d\d)\b", one.as_posix())
    if path.as_posix().endswith(one.as_posix()) or path.stem == f"test_{one.stem}":
        return TOUCHED
    if lesson and re.search(rf"(?:test_|\b){lesson[1]}(?:\b|-)", nodeid):
        return TOUCHED
    words = {one.stem, one.parent.name} - {"tests", "rnn_course", "__init__"}
    return NEAR if words & set(path.stem.split("_")) else OTHER
