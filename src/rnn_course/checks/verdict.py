"""What a check says in the end, and the ways in which it can end early."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CANNOT_BE_CHECKED",
    "NOT_ATTEMPTED",
    "PASSED",
    "WRONG",
    "NotAttempted",
    "Uncheckable",
    "Verdict",
    "Wrong",
]

PASSED = "passed"
NOT_ATTEMPTED = "not attempted"
WRONG = "wrong"
CANNOT_BE_CHECKED = "cannot be checked"


@dataclass(frozen=True)
class Verdict:
    """The result of one check.

    Attributes
    ----------
    outcome : str
        ``"passed"``, ``"not attempted"``, ``"wrong"`` or ``"cannot be checked"``.
    reason : str
        What the learner reads. It never holds an expected value.
    mistake : str or None
        Short stable id of the recognised mistake.
    points, max_points : float
        Points earned, and to be had.
    """

    outcome: str
    reason: str
    mistake: str | None
    points: float
    max_points: float

    @property
    def passed(self) -> bool:
        """Whether everything is right."""
        return self.outcome == PASSED


class Wrong(Exception):
    """The answer is wrong; ``share`` of its points is earned all the same.

    ``tried`` names the kind of input that showed it, where kinds have names.
    """

    def __init__(
        self,
        reason: str,
        mistake: str | None = None,
        share: float = 0.0,
        tried: str = "",
    ):
        super().__init__(reason)
        self.reason, self.mistake, self.share = reason, mistake, share
        self.tried = tried


class NotAttempted(Exception):
    """There is no answer yet."""


class Uncheckable(Exception):
    """The answer cannot be judged; the text says why."""
