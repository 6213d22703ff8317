"""Look into folders and zips without unpacking them, within bounds."""

from __future__ import annotations

import datetime
import io
import itertools
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .totals import MOST_LISTED, Problems, listed_bytes

__all__ = ["Member", "members"]

MOST_BYTES = 64_000_000  # of one file, unpacked
MOST_ENTRIES = 100_000  # of one zip
MOST_SWELLING = 50  # times what it takes packed, for a zip within
DEEPEST = 12  # folders below the place that was named


@dataclass(frozen=True)
class Member:
    """A file somewhere below the place that was named.

    Attributes
    ----------
    name : str
        Its path from there, with ``/``.
    read : callable
        Returns its bytes, no more than may be; OSError when it cannot be read.
    changed : datetime
        When it was last changed.
    handed_in : datetime or None
        What a ``timestamp.txt`` beside it says, in UTC.
    """

    name: str
    read: Callable[[], bytes]
    changed: datetime.datetime
    handed_in: datetime.datetime | None = None


@dataclass(frozen=True)
class Nested:
    """A zip that was found in the place, to be looked into when all else has been."""

    opener: Callable[[], io.BufferedIOBase]
    above: str
    inner: bool


def members(
    place: Path, problems: Problems, aside: tuple[Path, ...] = ()
) -> Iterator[Member]:
    """Yield every file, but none in a folder of `aside`; tell what was refused.

    All zips within have one total, and those that list few files come first: a large one
    cannot take from the others.
    """
    found: Iterator[Member | Nested]
    if place.is_dir():
        passed = {folder.resolve() for folder in aside}
        found = _in_folder(place.resolve(), "", problems, passed, 0)
    elif place.suffix == ".ipynb":
        found = iter([_of_file(place, place.name)])
    else:
        found = _in_zip(Nested(lambda: place.open("rb"), "", False), problems)
    left = MOST_LISTED
    while True:
        nested = []
        for one in found:
            if isinstance(one, Nested):
                nested.append((_listed(one), one.above, one))
            else:
                yield one
        if not nested:
            break
        small = []
        for size, above, one in sorted(nested, key=lambda three: three[:2]):
            if size <= left:
                left -= size
                small.append(one)
            else:
                problems.tell(
                    above.rstrip("/"), "lists too many files; it is left out."
                )
        found = itertools.chain.from_iterable(_in_zip(n, problems) for n in small)
    problems.sum_up()


def _listed(nested: Nested) -> int:
    try:
        with nested.opener() as file:
            return listed_bytes(file)
    except Exception:  # damaged: it is told when it is opened
        return 0


def _in_folder(
    folder: Path, above: str, problems: Problems, aside: set[Path], depth: int
) -> Iterator[Member | Nested]:
    for path in sorted(folder.iterdir()):
        name = f"{above}{path.name}"
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            problems.tell(name, "is a link; it is not followed.")
        elif path in aside:
            continue
        elif stat.S_ISDIR(mode):
            if depth < DEEPEST:
                yield from _in_folder(path, f"{name}/", problems, aside, depth + 1)
            else:
                problems.tell(name, "lies too deep; it is left out.")
        elif not stat.S_ISREG(mode):
            problems.tell(name, "is no plain file; it is left out.")
        elif path.suffix == ".zip":
            yield Nested(_opener(path), f"{name}/", False)
        else:
            yield _of_file(path, name)


def _opener(path: Path) -> Callable[[], io.BufferedIOBase]:
    return lambda: path.open("rb")


def _of_file(path: Path, name: str) -> Member:
    def read() -> bytes:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)

    stamp = path.with_name("timestamp.txt")
    said = None
    if stamp.is_file() and not stamp.is_symlink():
        said = _parse_time(stamp.read_text(encoding="utf-8", errors="replace")[:100])
    changed = datetime.datetime.fromtimestamp(path.lstat().st_mtime, datetime.UTC)
    return Member(name, read, changed.replace(tzinfo=None), said)


def _in_zip(nested: Nested, problems: Problems) -> Iterator[Member | Nested]:
    opener, above = nested.opener, nested.above
    try:
        with opener() as file:
            if listed_bytes(file) > MOST_LISTED:
                raise ValueError("it lists too many files")
            with zipfile.ZipFile(file) as archive:
                entries = archive.infolist()
    except Exception as error:  # zlib, lzma, struct, … each have errors of their own
        if not above:
            raise zipfile.BadZipFile(str(error)) from None
        problems.append(f"{above.rstrip('/')} cannot be read as a zip: {error}.")
        return
    if len(entries) > MOST_ENTRIES:
        problems.append(f"{above or 'the zip'} has {len(entries)} entries; too many.")
        return
    for entry in entries:
        yield from _of_entry(opener, entry, above, problems, nested.inner)


def _of_entry(
    opener: Callable[[], io.BufferedIOBase],
    entry: zipfile.ZipInfo,
    above: str,
    problems: Problems,
    inner: bool,
) -> Iterator[Member | Nested]:
    name = above + entry.filename.replace("\\", "/")
    if entry.is_dir():
        return
    if stat.S_ISLNK(entry.external_attr >> 16):
        problems.tell(name, "is a link; it is not followed.")
    elif ".." in name.split("/") or name.startswith("/"):
        problems.tell(name, "points outside the zip; it is left out.")
    elif entry.file_size > MOST_BYTES or entry.flag_bits & 1:
        why = "is encrypted" if entry.flag_bits & 1 else "is too large unpacked"
        problems.tell(name, f"{why}; it is left out.")
    elif name.endswith(".zip") and _swells(entry):
        problems.tell(name, "is far larger unpacked; it is left out.")
    elif name.endswith(".zip") and not inner:
        read = _reader(opener, entry)
        yield Nested(lambda: io.BytesIO(read()), f"{name}/", True)
    else:
        changed = datetime.datetime(*_date(entry))
        yield Member(name, _reader(opener, entry), changed)


def _swells(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a zip becomes what no packed file becomes when it is unpacked."""
    return entry.file_size > 1_000_000 + MOST_SWELLING * entry.compress_size


def _date(entry: zipfile.ZipInfo) -> tuple[int, ...]:
    try:
        datetime.datetime(*entry.date_time)
    except ValueError:
        return (1980, 1, 1)
    return entry.date_time


def _reader(
    opener: Callable[[], io.BufferedIOBase], entry: zipfile.ZipInfo
) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with (
                opener() as file,
                zipfile.ZipFile(file) as archive,
                archive.open(entry) as member,
            ):
                return member.read(MOST_BYTES + 1)
        except Exception as error:  # damaged: each part of a zip has its own errors
            raise OSError(f"it cannot be unpacked: {error}") from None

    return read


def _parse_time(text: str) -> datetime.datetime | None:
    """Read a time as nbgrader writes it; ``+0100``, too, which nbgrader misreads."""
    from nbgrader.utils import parse_utc

    text = re.sub(r"\s+([+-]\d\d):?(\d\d)$", r"\1:\2", text.strip())
    try:
        return parse_utc(text) if text else None
    except (ValueError, OverflowError, TypeError):
        return None
