"""`clean` with each known mistake."""

from __future__ import annotations

import re

from rnn_course.checks.probes import Mistake
from rnn_course.data.texts import (
    MARKS,
    clean,
)

__all__ = ["CLEAN"]


def _plain(text: str, marks: str = "‘’“”") -> str:
    for mark in marks:
        text = text.replace(mark, MARKS[mark])
    return text


def _halved(text: str, kinds: str) -> str:
    """Make spaces of some kinds of white space, then one space of each two, once."""
    return "".join(" " if c in kinds else c for c in text).replace("  ", " ")


CLEAN = [
    Mistake(
        "spaces-left",
        "Only the ends are clean: runs of white space stand inside the text. Make each "
        "run, line breaks and tabs too, one space: `text.split()` finds the runs.",
        lambda text: _plain(text.strip()),
    ),
    Mistake(
        "line-breaks-left",
        "Runs of spaces are gone, line breaks and tabs are not. They are white space "
        "too: `text.split()` without an argument knows all of it.",
        lambda text: _plain(re.sub(" +", " ", text).strip()),
    ),
    *(
        Mistake(
            "halved-once",
            "`replace` of two spaces by one goes over the text once, so three or more "
            "spaces leave some behind. `text.split()` finds runs of any length.",
            lambda text, kinds=kinds, strip=strip: _plain(strip(_halved(text, kinds))),
        )
        for kinds in ("", "\n", "\t", "\n\t")
        for strip in (str, str.strip)
    ),
    Mistake(
        "only-three-kinds",
        "Spaces, line feeds and tabs are cleaned. Some white space is left: Windows "
        "ends a line with `\\r\\n`, and there is a space that never breaks. "
        "`text.split()` knows all of them.",
        lambda text: _plain(re.sub(r"[ \n\t]+", " ", text).strip()),
    ),
    Mistake(
        "ends-not-stripped",
        "A space is left at an end of the text. Strip both ends.",
        lambda text: _plain(re.sub(r"\s+", " ", text)),
    ),
    Mistake(
        "spaces-doubled",
        "Each sign of white space becomes a space of its own, so that runs stay runs. "
        "A whole run becomes one space.",
        lambda text: _plain(re.sub(r"\s", " ", text).strip()),
    ),
    Mistake(
        "all-spaces-removed",
        "All white space is gone, and the words run together. Each run of it becomes "
        "one space.",
        lambda text: _plain("".join(text.split())),
    ),
    Mistake(
        "quotes-left",
        "White space is right. Typographic quotation marks are still there: ‘ and ’ "
        "become ', “ and ” become \".",
        lambda text: " ".join(text.split()),
    ),
    Mistake(
        "single-quotes-left",
        "The marks “ and ” are replaced, ‘ and ’ are not. They become '.",
        lambda text: _plain(" ".join(text.split()), "“”"),
    ),
    Mistake(
        "double-quotes-left",
        'The marks ‘ and ’ are replaced, “ and ” are not. They become ".',
        lambda text: _plain(" ".join(text.split()), "‘’"),
    ),
    *(
        Mistake(
            "one-mark-left",
            f"The mark {mark} is still there; it becomes {MARKS[mark]} too.",
            lambda text, mark=mark: _plain(
                " ".join(text.split()), "‘’“”".replace(mark, "")
            ),
        )
        for mark in MARKS
    ),
    Mistake(
        "one-mark-for-all",
        "All four marks become the same. ‘ and ’ become ', “ and ” become \".",
        lambda text: clean(re.sub("[‘’]", '"', text)),
    ),
    Mistake(
        "one-mark-for-all",
        "All four marks become the same. ‘ and ’ become ', “ and ” become \".",
        lambda text: clean(re.sub("[“”]", "'", text)),
    ),
    Mistake(
        "lowercased",
        "Capital letters became small. The task changes nothing but white space and "
        "quotation marks: leave `lower` out.",
        lambda text: clean(text).lower(),
    ),
    Mistake(
        "signs-removed",
        "Other signs are missing from the result. The task changes nothing but white "
        "space and quotation marks: commas, dashes and accents stay.",
        lambda text: re.sub(r"[^\w\s'\"]", "", clean(text)),
    ),
    Mistake(
        "accents-lost",
        "Letters with accents, or dashes, are missing: everything that is not ASCII was "
        "dropped. They are part of the text.",
        lambda text: clean(text).encode("ascii", "ignore").decode(),
    ),
]
