"""The secret seed of a run, from which each submission's questions are drawn.

It is drawn once for a lesson and a gradebook, and kept there: a run that goes on after a
kill, another student graded again, one more machine all ask the same. No process that
runs a student's code is told; a submission's questions depend on its file, too, so what
one has been asked tells nothing of what the next one will be.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from ..order import Order
from .book import Book

__all__ = ["LARGEST_SEED", "Secret", "choose_seed"]

LARGEST_SEED = 2**63 - 1
NEW = (
    "this gradebook knows no seed of earlier questions: they were the fixed ones of the "
    "notebooks. From now on questions are drawn, from the seed that the report tells; "
    "points given before stay."
)


class Secret:
    """The seed of a run, and what the teacher should know of it."""

    def __init__(self, seed: int, notes: Iterable[str] = ()) -> None:
        self.seed, self.notes = seed, list(notes)

    def of(self, digest: str) -> str:
        """Return what is lent to the checker of the file of this digest."""
        return hashlib.sha256(f"{self.seed}/{digest}".encode()).hexdigest()


def choose_seed(order: Order, book: Book) -> Secret:
    """Return the seed that was told or is kept, or else a new one; keep it."""
    kept, graded = book.seed(order.lesson), bool(book.results(order.lesson))
    wanted = order.probe_seed
    if wanted is None:
        wanted = secrets.randbelow(LARGEST_SEED) if kept is None else kept
    notes = [NEW] if kept is None and graded else []
    if kept is not None and graded and wanted != kept:
        notes.append(
            f"questions were drawn from the seed {kept} before; who keeps a grade keeps "
            "it from there."
        )
    if wanted != kept:
        book.keep_seed(order.lesson, wanted)
    return Secret(wanted, notes)
