"""The exercises of lesson 12 that work on plain text and numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import Array, Number, Parts, Table, Text
from rnn_course.checks.lesson_12.clean_slips import CLEAN
from rnn_course.checks.lesson_12.copy_slips import COPIED
from rnn_course.checks.lesson_12.vocabulary_slips import VOCABULARY, out_of_order
from rnn_course.checks.lesson_12.window_slips import TOO_MANY, WINDOWS
from rnn_course.checks.probes import Mistake, Probe, Probing, Trial
from rnn_course.checks.verdict import Wrong
from rnn_course.data import texts

__all__ = ["CHAR_VOCABULARY", "CLEAN", "ENCODE_WINDOWS", "LONGEST_COPIED"]

Inputs = dict[str, Any]
Random = np.random.Generator

WORDS = ("the", "night", "owl", "reads", "Émile's", "map,", "7", "seas", "we", "do?")


def _words(rng: Random, count: int) -> list[str]:
    return [str(word) for word in rng.choice(WORDS, count)]


def _joined(*between: str, ends: str = "") -> Any:
    """Return a maker of texts whose words stand apart by one of `between`."""

    def make(rng: Random) -> Inputs:
        parts = []
        for word in _words(rng, 9):
            parts += [word, str(rng.choice(between))]
        return {"text": ends + "".join(parts[:-1]) + ends}

    return make


def _quoted(rng: Random) -> Inputs:
    one, two, *rest = _words(rng, 6)
    return {"text": f"“{one}” said ‘{two}’, it’s {' '.join(rest)}"}


def _other_signs(rng: Random) -> Inputs:
    one, two, *rest = _words(rng, 6)
    return {"text": f"{one} – {two} — ÀÉ… “A-B” 'c' \"D\" {' '.join(rest)}!"}


CLEAN = Exercise(
    name="clean",
    title="Clean a text",
    points=1,
    section="Preprocessing: what the text needs",
    hints=(
        "Two jobs: white space, and four typographic marks. `text.split()` without an "
        "argument splits at every run of white space, and drops it at both ends.",
        '`" ".join(text.split())` does the first job. Then four times `replace`: the '
        "marks ‘ and ’ become ', the marks “ and ” become \".",
    ),
    examine=Probing(
        reference=texts.clean,
        kind=Text(),
        probes=[
            Probe("plain text", _joined(" "), trials=1),
            Probe("runs of spaces", _joined(" ", "  ", "    ")),
            Probe("line breaks and tabs", _joined(" ", "\n", "\t", "\r\n", " \n ")),
            Probe("spaces at both ends", _joined(" ", ends="  ")),
            Probe("typographic quotes", _quoted),
            Probe("other signs and capitals", _other_signs),
            Probe("a non-breaking space", _joined(" ", "\u00a0")),
            Probe("an empty text", lambda rng: {"text": ""}, trials=1),
            Probe("white space alone", lambda rng: {"text": " \n "}, trials=1),
        ],
        mistakes=CLEAN,
    ),
)


def _quotes(rng: Random, count: int | None = None) -> list[str]:
    count = count or int(rng.integers(3, 7))
    return [" ".join(_words(rng, int(rng.integers(2, 6)))) for _ in range(count)]


class Numbering(Probing):
    """Probing, with a word for numbers in an order that no two starts have in common."""

    def _recognise(self, trials: list[Trial], failed: list[Trial]) -> Mistake | None:
        return super()._recognise(trials, failed) or out_of_order(
            [(trial.inputs["train"], trial.call.value) for trial in failed]
        )


CHAR_VOCABULARY = Exercise(
    name="char_vocabulary",
    title="Number the characters",
    points=1,
    section="Preprocessing: what the text needs",
    hints=(
        "`set` of all quotations joined gives each character once, `sorted` puts them "
        "in order. The first one gets the id 2.",
        '`sorted(set("".join(train)))` is the list. `enumerate(…, start=2)` counts '
        "along: `{character: number for number, character in …}`.",
    ),
    examine=Numbering(
        reference=texts.char_vocabulary,
        kind=Table("character → id"),
        probes=[
            Probe("a few quotations", lambda rng: {"train": _quotes(rng)}, trials=4),
            Probe(
                "line breaks inside",
                lambda rng: {"train": [f"\n{quote}\n" for quote in _quotes(rng)]},
            ),
            Probe("one quotation", lambda rng: {"train": _quotes(rng, 1)}),
            Probe("words without a space", lambda rng: {"train": _words(rng, 4)}),
        ],
        mistakes=VOCABULARY,
    ),
)


class TwoTables(Parts):
    """Two arrays, as a tuple, a list or stacked in one array."""

    def read(self, value: Any, expected: Any) -> dict[str, Any]:
        """See `Parts.read`."""
        stacked = isinstance(value, np.ndarray) and value.ndim == 3
        return super().read(list(value) if stacked else value, expected)


def _windows(rng: Random, short: bool = False, unknown: bool = False) -> Inputs:
    quotes = _quotes(rng)
    length = int(rng.integers(4, 7))
    if short:
        quotes += ["so", "x" * length, "y" * (length + 1)]
    letters = sorted(set("".join(quotes)))
    if unknown:
        letters = [c for c in letters if c not in "eÉ"]
    vocabulary = {c: number for number, c in enumerate(letters, start=2)}
    order = [quotes[i] for i in rng.permutation(len(quotes))]
    return {"quotes": order, "vocabulary": vocabulary, "length": length}


class Windows(Probing):
    """Probing, with a word for windows of different lengths that make no array."""

    def __call__(self, case: Case) -> None:
        """See `Probing`."""
        try:
            super().__call__(case)
        except Wrong as wrong:
            if wrong.mistake == "exception" and "inhomogeneous" in wrong.reason:
                raise Wrong(TOO_MANY, "one-window-too-many") from None
            raise


ENCODE_WINDOWS = Exercise(
    name="encode_windows",
    title="Cut windows that stay inside one quotation",
    points=2,
    section="Preprocessing: what the text needs",
    hints=(
        "Two loops: over the quotations, and over the start `i` of a window. A window "
        "is `ids[i : i + length]`, and its target the same, one place later.",
        "For a quotation of n characters `i` runs over `range(n - length)`, which is "
        "empty for a short one. `vocabulary.get(character, 1)` gives unknown characters "
        "the id 1. Turn both lists into arrays in the end.",
    ),
    examine=Windows(
        reference=texts.encode_windows,
        kind=TwoTables(X=Array("windows, length"), Y=Array("windows, length")),
        probes=[
            Probe("a few quotations", _windows, trials=3),
            Probe("short quotations among them", lambda rng: _windows(rng, short=True)),
            Probe("unknown characters", lambda rng: _windows(rng, unknown=True)),
        ],
        mistakes=WINDOWS,
    ),
)


def _copied(rng: Random, whole: bool = False, listed: bool = True) -> Inputs:
    corpus = _quotes(rng, 5)
    source = corpus[int(rng.integers(5))]
    begin = int(rng.integers(0, max(1, len(source) - 4)))
    end = int(rng.integers(begin + 3, len(source) + 1))
    piece = source if whole else source[begin:end]
    before, behind = rng.permutation(["", "zz", "Q"])[:2]  # also at an end
    text = f"{before}{piece}{behind}"
    return {"text": text, "corpus": corpus if listed else "\n".join(corpus)}


def _across(rng: Random) -> Inputs:
    """Return a text that a join of the quotations would hold."""
    corpus = _quotes(rng, 4)
    return {"text": corpus[0] + corpus[1] + " " + corpus[2], "corpus": corpus}


def _long(rng: Random) -> Inputs:
    """Return a long text, of which a piece was copied."""
    corpus = " ".join(_words(rng, 90))
    begin = int(rng.integers(0, len(corpus) - 60))
    return {"text": f"Q{corpus[begin : begin + 40]}zz", "corpus": [corpus]}


def _capitals(rng: Random) -> Inputs:
    """Return a text that would be a copy if capital letters were small."""
    corpus = _quotes(rng, 3)
    return {"text": corpus[0][:5] + corpus[0][5:].swapcase(), "corpus": corpus}


def _scattered(rng: Random) -> Inputs:
    text = "".join(rng.choice(list("abc"), 14))
    return {"text": text, "corpus": ["".join(rng.choice(list("abc"), 17))]}


LONGEST_COPIED = Exercise(
    name="longest_copied",
    title="Measure what was copied",
    points=2,
    section="How many hidden units?",
    hints=(
        "A piece of the text is copied when it stands in one of the quotations, letter "
        "by letter: `piece in quote`. Look for the longest such piece.",
        "Put a string into a list first. Then for each start `i` make the piece "
        "`text[i : i + best + 1]` longer for as long as some quotation holds it; `best` "
        "is the longest so far. Mind that a piece at the text's end cannot grow.",
    ),
    examine=Probing(
        reference=texts.longest_copied,
        kind=Number(whole=True),
        probes=[
            Probe("a list of quotations", _copied, trials=4),
            Probe(
                "a corpus in one string",
                lambda rng: _copied(rng, listed=False),
                trials=3,
                share=0.5,
            ),
            Probe("a whole quotation copied", lambda rng: _copied(rng, whole=True)),
            Probe("pieces of several quotations", _across, trials=3, share=0.5),
            Probe("letters that recur", _scattered, trials=3),
            Probe("a corpus of some hundred characters", _long, share=0.5),
            Probe("capitals in other places", _capitals, share=0.5),
            Probe(
                "nothing in common",
                lambda rng: {"text": "QXZ", "corpus": _quotes(rng)},
                trials=1,
            ),
            Probe(
                "an empty text",
                lambda rng: {"text": "", "corpus": _quotes(rng)},
                trials=1,
                share=0.25,
            ),
        ],
        mistakes=COPIED,
    ),
)
