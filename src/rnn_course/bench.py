"""Run the scripts in `benchmarks/`, keep their numbers, and compare with the last ones.

Each script prints a table for people and, in its last line, one JSON object. The
numbers are kept in ``benchmarks/results.json``, the ones before them beside; the page
``benchmarks/README.md`` is written from that file.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .errors import CourseError, did_you_mean
from .files import write_whole

__all__ = ["USUAL", "compare", "find", "machine", "measure", "scripts"]

USUAL = ("imports", "lessons", "widgets", "checks")
_RESULTS, _PAGE = Path("benchmarks/results.json"), Path("benchmarks/README.md")
_PACKAGES = ("tensorflow-cpu", "tensorflow", "keras", "numpy", "jupyterlab")


def scripts(root: Path) -> dict[str, Path]:
    """Return the benchmarks of a checkout: name → script."""
    return {path.stem: path for path in sorted((root / "benchmarks").glob("*.py"))}


def find(root: Path, name: str) -> Path:
    """Return the script of a benchmark.

    Raises
    ------
    CourseError
        When there is no such benchmark.
    """
    known = scripts(root)
    if name not in known:
        raise CourseError(
            f"There is no benchmark {name!r}. {did_you_mean(name, known)}"
        )
    return known[name]


def measure(
    root: Path, name: str, tell: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Run one benchmark and keep its numbers.

    Parameters
    ----------
    root : Path
        The checkout.
    name : str
        ``"lessons"``, say.
    tell : callable
        Hears each line that the script prints.

    Returns
    -------
    dict
        when, machine, versions, now and before (key → number).

    Raises
    ------
    CourseError
        When there is no such benchmark, or it fails.
    """
    script, results = find(root, name), _read(root)
    numbers = _numbers(name, _run(script, root, tell))
    entry = {
        "when": datetime.date.today().isoformat(),
        "machine": machine(),
        "versions": _versions(),
        "now": numbers,
        "before": results.get(name, {}).get("now", {}),
    }
    results[name] = entry
    content = json.dumps(dict(sorted(results.items())), indent=1) + "\n"
    write_whole(root / _RESULTS, content.encode())
    write_whole(root / _PAGE, "\n".join(_page(root, results)).encode())
    return entry


def compare(entry: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield rows: what, before, now, and now as a multiple of before."""
    for key, now in entry["now"].items():
        before = entry["before"].get(key)
        if not isinstance(now, int | float) or isinstance(now, bool):
            continue
        known = isinstance(before, int | float) and not isinstance(before, bool)
        ratio = f"{now / before:.2f} ×" if known and before else ""
        yield key, f"{before:g}" if known else "", f"{now:g}", ratio


def machine() -> str:
    """Describe this machine: processor, cores, memory, system, Python."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        models = [
            line.partition(":")[2].strip() for line in lines if "model name" in line
        ]
        processor = models[0] if models else processor
    parts = [processor, f"{os.cpu_count()} cores"]
    if sys.platform != "win32" and "SC_PHYS_PAGES" in os.sysconf_names:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        parts.append(f"{size / 2**30:.0f} GiB")
    parts += [platform.system(), f"Python {platform.python_version()}"]
    return ", ".join(parts)


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except ModuleNotFoundError:
            continue
    return found


def _run(script: Path, root: Path, tell: Callable[[str], None]) -> list[str]:
    """Run a script and return its lines; what it says on stderr shows if it fails."""
    lines = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        with subprocess.Popen(
            [sys.executable, str(script)],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=complaints,
            encoding="utf-8",
        ) as process:
            for line in process.stdout:
                lines.append(line.rstrip())
                tell(lines[-1])
        complaints.seek(0)
        if process.returncode:
            raise CourseError(f"{script.name} failed:\n{complaints.read()[-2000:]}")
    return lines


def _numbers(name: str, lines: list[str]) -> dict[str, Any]:
    try:
        numbers = json.loads(lines[-1])
    except (IndexError, ValueError):
        numbers = None
    if not isinstance(numbers, dict):
        raise CourseError(f"The last line of {name}.py is not one JSON object.")
    return numbers


def _read(root: Path) -> dict[str, Any]:
    path = root / _RESULTS
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError as problem:
        raise CourseError(
            f"{_RESULTS} is no JSON ({problem}). Fetch it again from git, or delete it."
        ) from None


def _page(root: Path, results: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of benchmarks/README.md."""
    yield "# Benchmarks\n"
    yield "Written by `rnn-course bench`; numbers from machines that had other work, too,"
    yield "so look at ratios first. A script's first lines say what it measures.\n"
    for name, path in scripts(root).items():
        if name not in results:
            continue
        entry = results[name]
        versions = ", ".join(f"{k} {v}" for k, v in entry["versions"].items())
        title = path.read_text(encoding="utf-8").split('"""')[1].split("\n")[0]
        yield f"## {name}\n\n{title}\n"
        yield f"*{entry['when']}. {entry['machine']}; {versions}.*\n"
        yield "| what | before | now | now / before |\n|---|---|---|---|"
        for row in compare(entry):
            yield "| " + " | ".join(row) + " |"
        yield ""
