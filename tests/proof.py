"""Long proofs: what CI runs only a sample of, and the results that are kept.

`python3 course.py test --long` runs the tests that are marked ``long``, and no others;
each saves what it found in ``benchmarks/proofs/``, with the command that found it.
"""

import datetime
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rnn_course.bench import machine
from rnn_course.files import write_whole

FOLDER = Path(__file__).parents[1] / "benchmarks" / "proofs"


class Proof:
    """Keeps the result of one long test.

    Parameters
    ----------
    test : str
        The function's name, for the command that repeats it.
    folder : Path
        Where results are kept.
    """

    def __init__(self, test: str, folder: Path = FOLDER) -> None:
        self.test, self.folder = test, folder
        self.began = time.monotonic()

    def save(self, name: str, result: Mapping[str, Any]) -> Path:
        """Write `result` to ``benchmarks/proofs/<name>.json``, with where it is from."""
        origin = {
            "command": f"python3 course.py test --long -k {self.test}",
            "when": datetime.date.today().isoformat(),
            "machine": machine(),
            "seconds": round(time.monotonic() - self.began),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.json"
        content = json.dumps({**origin, "result": result}, indent=1) + "\n"
        write_whole(path, content.encode())
        return path


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long",
        action="store_true",
        help="run the long proofs, and only them; results go to benchmarks/proofs",
    )


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the long tests, or all others."""
    wanted = config.getoption("--long")
    kept = [item for item in items if is_long(item) == wanted]
    others = [item for item in items if is_long(item) != wanted]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = kept


def is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None
