"""Write a question bank for a learning management system. It holds the key."""

from __future__ import annotations

from collections.abc import Callable

from rnn_course.errors import CourseError, did_you_mean
from rnn_course.quiz.bank import Bank
from rnn_course.quiz.export.gift import gift
from rnn_course.quiz.export.moodle import moodle_xml
from rnn_course.quiz.export.qti import qti

__all__ = ["FORMATS", "SUFFIXES", "export"]

FORMATS: dict[str, Callable[[Bank], str | bytes]] = {
    "gift": gift,  # Moodle and others, plain text
    "moodle-xml": moodle_xml,
    "qti": qti,  # QTI 1.2 in a zip, as Canvas reads it
}
SUFFIXES = {"gift": "gift.txt", "moodle-xml": "moodle.xml", "qti": "qti.zip"}


def export(bank: Bank, format: str) -> str | bytes:
    """Return a bank in the format "gift", "moodle-xml" or "qti" (a zip).

    Raises
    ------
    CourseError
        If the format is not one of these.
    """
    if format not in FORMATS:
        seen = f"Seen the export format `{format}`; not known."
        raise CourseError(f"{seen} {did_you_mean(format, FORMATS)}")
    return FORMATS[format](bank)
