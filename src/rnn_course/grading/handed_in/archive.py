"""Look into folders and zips without unpacking them, within bounds."""

from __future__ import annotations

import datetime
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..limits import LOOKING
from ..workers.desk import Desk, Overrun
from .problems import Problems
from .zips import MOST_BYTES, MOST_LISTED, Opener, Row, inside, listed, rows_in

__all__ = ["Member", "members", "parse_time"]

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
    copied : bool
        Whether it is a checkpoint, which Jupyter makes.
    """

    name: str
    read: Callable[[], bytes]
    changed: datetime.datetime
    handed_in: datetime.datetime | None = None
    copied: bool = False


@dataclass(frozen=True)
class Packed:
    """A zip that was found: looked into when all else has been, within limits.

    Attributes
    ----------
    opener : callable
        Opens it.
    name : str
        Its path.
    levels : int
        How deep zips in it are looked into, too.
    """

    opener: Opener
    name: str
    levels: int

    def size(self) -> int:
        """Return how much it lists; done at a desk."""
        return listed(self.opener, self.levels)

    def rows(self) -> list[dict[str, Any]]:
        """Return what is in it; done at a desk."""
        above = f"{self.name}/" if self.name else ""
        return [asdict(row) for row in rows_in(self.opener, above, self.levels)]


def members(
    place: Path, problems: Problems, aside: tuple[Path, ...] = ()
) -> Iterator[Member]:
    """Yield every file, but none in a folder of `aside`; tell what was refused.

    What all zips list has one total. Those that list little come first: a large one
    takes nothing from the others.
    """
    if place.is_dir():
        passed = {folder.resolve() for folder in aside}
        found = _in_folder(place.resolve(), "", problems, passed, 0)
    elif place.suffix == ".ipynb":
        found = iter([_of_file(place, place.name)])
    else:
        found = _in_zip(place, problems)
    packed = []
    for one in found:
        if isinstance(one, Packed):
            packed.append(one)
        else:
            yield one
    yield from _in_zips(packed, problems)


def _in_zip(place: Path, problems: Problems) -> Iterator[Member | Packed]:
    """Yield what is in the zip that the teacher named.

    Raises
    ------
    BadZipFile
        When it is none.
    """
    packed = Packed(lambda: place.open("rb"), "", 0)
    with Desk({"rows": packed.rows}) as desk:
        try:
            rows = desk.do("rows", replace(LOOKING, seconds=5 * LOOKING.seconds))
        except Overrun as error:
            raise zipfile.BadZipFile(str(error)) from None
    for row in _kept(rows, problems):
        opener = inside(packed.opener, row.at)
        if row.is_zip:
            yield Packed(opener, row.name, 0)
        else:
            yield _of_row(row, opener)


def _in_zips(packed: list[Packed], problems: Problems) -> Iterator[Member]:
    """Yield what is in all zips; one that is refused itself: somebody handed it in."""
    steps = {
        "size": lambda number: packed[number].size(),
        "rows": lambda number: packed[number].rows(),
    }
    sizes, left = {}, MOST_LISTED
    with Desk(steps, (OSError,)) as desk:

        def ask(what: str, number: int) -> Any:
            try:
                return desk.do(what, LOOKING, number)
            except (Overrun, OSError) as error:
                problems.tell(packed[number].name, f"cannot be read as a zip: {error}.")
                return None

        for number in range(len(packed)):
            sizes[number] = ask("size", number)
        for number in sorted(sizes, key=lambda n: (sizes[n] or 0, packed[n].name)):
            one, size = packed[number], sizes[number]
            left -= size or 0
            if size is not None and left < 0:
                problems.tell(one.name, "lists too many files; it is left out.")
            rows = ask("rows", number) if size is not None and left >= 0 else None
            if rows is None:
                yield Member(one.name, _refused, datetime.datetime(1980, 1, 1))
            for row in _kept(rows or [], problems):
                yield _of_row(row, inside(one.opener, row.at))


def _refused() -> bytes:
    raise OSError("it cannot be unpacked")


def _kept(rows: list[dict[str, Any]], problems: Problems) -> Iterator[Row]:
    for told in rows:
        row = Row(**told)
        if row.why:
            problems.tell(row.name, row.why)
        else:
            yield row


def _in_folder(
    folder: Path, above: str, problems: Problems, aside: set[Path], depth: int
) -> Iterator[Member | Packed]:
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
            yield Packed(_opener(path), name, 1)
        else:
            yield _of_file(path, name)


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


def _of_row(row: Row, opener: Opener) -> Member:
    def read() -> bytes:
        with opener() as file:
            return file.read()

    return Member(row.name, read, datetime.datetime(*row.date))


def _of_file(path: Path, name: str) -> Member:
    def read() -> bytes:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)

    stamp = path.with_name("timestamp.txt")
    said = None
    if stamp.is_file() and not stamp.is_symlink():
        with stamp.open("rb") as file:
            said = parse_time(file.read(100).decode("utf-8", "replace"))
    changed = datetime.datetime.fromtimestamp(path.lstat().st_mtime, datetime.UTC)
    return Member(name, read, changed.replace(tzinfo=None), said)


def parse_time(text: str) -> datetime.datetime | None:
    """Read a time as nbgrader writes it; ``+0100``, too, which nbgrader misreads."""
    from nbgrader.utils import parse_utc

    text = re.sub(r"\s+([+-]\d\d):?(\d\d)$", r"\1:\2", text.strip())
    try:
        return parse_utc(text) if text else None
    except (ValueError, OverflowError, TypeError):
        return None
