"""The examiner of answers whose network is trained: first its form, then its success."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from . import chance
from .exercise import Case

__all__ = ["Training"]


@dataclass(frozen=True)
class Training:
    """An examiner that trains what the answer builds.

    Attributes
    ----------
    form : callable
        Takes the case; raises `Wrong` when the network does not fit the task. Most
        mistakes show there at once.
    success : callable
        Takes the case and the seeds; trains; raises `Wrong` when that does not help.
    seeds : sequence of int
        Of the starts.
    """

    form: Callable[[Case], None]
    success: Callable[[Case, Sequence[int]], None]
    seeds: Sequence[int] = (0, 1)
    trains: ClassVar[bool] = True

    def __call__(self, case: Case) -> None:
        """Examine one answer.

        Raises
        ------
        Wrong
            When the network does not fit the task, or does not learn it.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Keras on softmax, and on lost masks
            self.form(case)
            if not chance.is_drawn_anew():  # what is trained here knows no question
                self.success(case, self.seeds)
