"""Read what a zip lists, and what lies in it; done at a desk, within limits."""

from __future__ import annotations

import contextlib
import datetime
import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = [
    "MOST_BYTES",
    "MOST_LISTED",
    "Opener",
    "Row",
    "inside",
    "listed",
    "listed_bytes",
    "rows_in",
]

MOST_BYTES = 64_000_000  # of one file, unpacked
MOST_ENTRIES = 100_000  # of one zip
MOST_LISTED = 16_000_000  # bytes of the lists of files in all zips of a run
LONGEST = 255  # characters of a name; no disk holds a longer one
MOST_SWELLING = 50  # times what it takes packed, for a zip within
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_TAIL = 65_536 + 22 + 76  # a comment, and what stands before it

Opener = Callable[[], io.BufferedIOBase]


@dataclass(frozen=True)
class Row:
    """A file in a zip; it crosses as JSON.

    Attributes
    ----------
    name : str
        Its path, with ``/``.
    at : sequence of int
        Its place in the list of files; before it, the places of the zips around it.
    date : sequence of int
        Year to second.
    is_zip : bool
        Whether it is a zip that was not looked into.
    why : str
        Why it is left out; mostly nothing.
    """

    name: str
    at: tuple[int, ...] = ()
    date: tuple[int, ...] = (1980, 1, 1)
    is_zip: bool = False
    why: str = ""


def rows_in(opener: Opener, above: str, levels: int) -> Iterator[Row]:
    """Yield the files of a zip, and of the zips in it so many levels down.

    Raises
    ------
    Exception
        Of any kind, where it is no zip.
    """
    for row in _own_rows(opener, above):
        if not (row.is_zip and levels):
            yield row
            continue
        try:
            for deep in rows_in(inside(opener, row.at), f"{row.name}/", levels - 1):
                yield Row(**vars(deep) | {"at": (*row.at, *deep.at)})
        except Exception as error:  # zlib, lzma, struct, … each have their own
            yield Row(row.name, why=f"cannot be read as a zip: {error}.")


def listed(opener: Opener, levels: int) -> int:
    """Return how many bytes the list of files of a zip has, with those of zips in it."""
    with opener() as file:
        size = listed_bytes(file)
    if levels and size <= MOST_LISTED:
        with contextlib.suppress(Exception):  # damaged: told when it is looked into
            for row in _own_rows(opener, ""):
                if row.is_zip:
                    size += listed(inside(opener, row.at), levels - 1)
    return size


def listed_bytes(file: io.BufferedIOBase) -> int:
    """Return how many bytes a zip's list of its files has, before it is read.

    (`zipfile` makes an object of every entry: a few kilobytes may hold a million.)
    """
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - _TAIL))
    tail = file.read(_TAIL)
    end, end_64 = tail.rfind(_END), tail.rfind(_END_64)
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if end_64 >= 0:
        size = max(size, int.from_bytes(tail[end_64 + 40 : end_64 + 48], "little"))
        size = min(size, file.tell())
    return size


def inside(opener: Opener, at: tuple[int, ...]) -> Opener:
    """Return what opens a file that lies in a zip, or in a zip in it.

    It raises OSError where that is damaged.
    """
    for place in at:
        opener = _one_inside(opener, place)
    return opener


def _one_inside(opener: Opener, place: int) -> Opener:
    def unpack() -> io.BufferedIOBase:
        try:
            with (
                opener() as file,
                zipfile.ZipFile(file) as archive,
                archive.open(archive.infolist()[place]) as member,
            ):
                return io.BytesIO(member.read(MOST_BYTES + 1))
        except Exception as error:  # damaged: each part of a zip has its own errors
            raise OSError(f"it cannot be unpacked: {error}") from None

    return unpack


def _own_rows(opener: Opener, above: str) -> Iterator[Row]:
    with opener() as file:
        if listed_bytes(file) > MOST_LISTED:
            raise ValueError("it lists too many files")
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise ValueError(f"it has {len(entries)} entries, too many")
    for place, entry in enumerate(entries):
        if not entry.is_dir():
            name = above + _name(entry)
            is_zip = name.endswith(".zip")
            yield Row(name, (place,), _date(entry), is_zip, _why_not(entry, name))


def _why_not(entry: zipfile.ZipInfo, name: str) -> str:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link; it is not followed."
    if ".." in re.split(r"[/\\]", name) or name.startswith("/"):
        return "points outside the zip; it is left out."
    if max(map(len, name.split("/"))) > LONGEST:
        return "has a name that is too long; it is left out."
    if entry.flag_bits & 1:
        return "is encrypted; it is left out."
    if entry.file_size > MOST_BYTES:
        return "is too large unpacked; it is left out."
    if name.endswith(".zip") and entry.file_size > 1_000_000 + (
        MOST_SWELLING * entry.compress_size
    ):
        return "is far larger unpacked; it is left out."
    return ""


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's whole name; old programs write UTF-8 without saying so."""
    name = entry.orig_filename  # `filename` ends where the first zero byte is
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/") if entry.create_system == 0 else name


def _date(entry: zipfile.ZipInfo) -> tuple[int, ...]:
    try:
        datetime.datetime(*entry.date_time)
    except ValueError:
        return (1980, 1, 1)
    return entry.date_time
