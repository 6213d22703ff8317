"""What all archives of a run may take together, and what is told of them."""

from __future__ import annotations

import io
from collections import Counter

__all__ = ["MOST_LISTED", "Problems", "listed_bytes"]

MOST_LISTED = 16_000_000  # bytes of the lists of files in all archives of a run
NAMED = 20  # problems of one kind that are told one by one
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_TAIL = 65_536 + 22 + 76  # a comment, and what stands before it


class Problems(list[str]):
    """Lines for people: many of one kind become a line with their number."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Counter[str] = Counter()

    def tell(self, name: str, what: str) -> None:
        """Note that something is the matter with a file."""
        self._counts[what] += 1
        if self._counts[what] <= NAMED:
            self.append(f"{name[:300]} {what}")

    def sum_up(self) -> None:
        """Say how many have not been named."""
        for what, count in self._counts.items():
            if count > NAMED:
                self.append(f"{count - NAMED} more files: each {what}")
        self._counts.clear()


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
