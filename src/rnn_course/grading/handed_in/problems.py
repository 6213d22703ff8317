"""What is told of files that nobody can grade: many of one kind become a number."""

from __future__ import annotations

from collections import Counter

__all__ = ["Problems"]

NAMED = 20  # problems of one kind that are told one by one


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
