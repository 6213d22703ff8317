"""Two nbgrader preprocessors that carry quiz picks through autograding.

`nbgrader autograde` clears all outputs and restores the source of every test
cell before it runs a submission, so both kinds of pick would be gone.
`KeepPicks` notes them down before (first of `Autograde.sanitize_preprocessors`),
`AnswerQuizzes` writes them into the restored cells (first of
`Autograde.autograde_preprocessors`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from rnn_course.quiz.picks import answer_quizzes, read_picks

__all__ = ["KEY", "AnswerQuizzes", "KeepPicks"]

KEY = "rnn_course_picks"
Result = tuple[NotebookNode, dict[str, Any]]


class KeepPicks(NbGraderPreprocessor):
    """Copy the picks of a submission into the notebook's metadata."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Result:
        """Replace whatever the metadata said before."""
        nb.metadata[KEY] = read_picks(nb)
        nb.metadata.pop("widgets", None)  # the state of widgets long gone
        return nb, resources


class AnswerQuizzes(NbGraderPreprocessor):
    """Write each kept pick into its quiz cell as a literal."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Result:
        """Turn `quiz.ask("id")` into `quiz.ask("id", answer="b")`."""
        picks = nb.metadata.get(KEY)
        answer_quizzes(nb, picks if isinstance(picks, Mapping) else {})
        return nb, resources
