"""From whatever was handed in to a notebook that may be graded.

The steps are those of `rnn-course check` (`submission.clean`); nbgrader's own
preprocessors come after them, so that a notebook is what nbgrader would make of it, too.
"""

from __future__ import annotations

from ...quiz.picks import answer_quizzes
from ...submission.clean import Clean, clean
from ..plan.assignment import Assignment
from .restore import restore

__all__ = ["sanitize"]


def sanitize(data: bytes, assignment: Assignment) -> Clean:
    """Read a submission and restore what a student may not change.

    Raises
    ------
    NoNotebook
        When it is no notebook, or none of this lesson; the text says why.
    """
    found = clean(data, assignment)
    restore(found.notebook, assignment)
    answer_quizzes(found.notebook, found.picks)
    return found
