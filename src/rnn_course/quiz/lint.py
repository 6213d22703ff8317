"""Look a question bank over: what a reader would trip on, and stale numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from rnn_course.errors import did_you_mean
from rnn_course.quiz.bank import Bank
from rnn_course.quiz.questions import Number, Question, Several, Single

__all__ = ["Problem", "lint", "lix"]

LONGEST_SENTENCE = 35  # words
HARDEST = 45  # LIX: 25 is a story, 45 a newspaper, 60 a law
CATCH_ALL = re.compile(r"\b(all|none|both|neither) of (the|these)( above)?\b", re.I)
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.S)


@dataclass(frozen=True)
class Problem:
    """One finding. A warning may stay, an error may not."""

    path: str
    line: int
    text: str
    severity: str = "error"

    def __str__(self) -> str:
        word = "" if self.severity == "error" else "warning: "
        return f"{self.path}:{self.line}: {word}{self.text}"


def lint(bank: Bank, headings: Set[str] | None = None) -> list[Problem]:
    """Return what is wrong or unkind in a bank.

    Parameters
    ----------
    bank : Bank
        As `rnn_course.quiz.bank.load` read it.
    headings : set of str, optional
        The headings of the lesson, to which `section` must point.
    """
    found = []
    for question in bank.questions:
        checks = [_sections(question, headings), _words(question), _key(question)]
        for text, severity in (item for check in checks for item in check):
            found.append(Problem(bank.path, question.line, text, severity))
    found += [Problem(bank.path, 1, text, "warning") for text in _places(bank)]
    return found


def lix(text: str) -> float:
    """Return the LIX reading index of a text; code and formulas do not count.

    LIX = words per sentence + per cent of words longer than six letters
    (C.-H. Björnsson, *Läsbarhet*, 1968).
    """
    sentences = _sentences(text)
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    long_words = sum(len(word) > 6 for word in words)
    return len(words) / len(sentences) + 100 * long_words / len(words)


Found = Iterator[tuple[str, str]]


def _sections(question: Question, headings: Set[str] | None) -> Found:
    if headings is not None and question.section not in headings:
        hint = did_you_mean(question.section, headings)
        seen = f"seen `section: {question.section}`, not a heading of the lesson."
        yield f"{seen} {hint}", "error"


def _words(question: Question) -> Found:
    texts = list(_texts(question))
    for text in texts:
        if CATCH_ALL.search(text) and any(text == part.text for part in question.parts):
            seen = f"seen “{text}” as a choice; "
            yield seen + "name the thing itself instead.", "error"
        longest = max(map(len, _sentences(text)), default=0)
        if longest > LONGEST_SENTENCE:
            seen = f"seen a sentence of {longest} words (“{text[:40]}…”)"
            yield f"{seen}; expected {LONGEST_SENTENCE} or fewer. Split it.", "error"
    whole = ". ".join(text.rstrip(".") for text in texts)
    if lix(whole) > HARDEST:
        seen = f"reading index {lix(whole):.0f} of `{question.id}`; expected "
        yield f"{seen}{HARDEST} or less. Use shorter words and sentences.", "warning"


def _key(question: Question) -> Found:
    if isinstance(question, Number):
        yield from _recomputed(question)
    elif type(question) is Single:
        right = [len(choice.text) for choice in question.choices if choice.right]
        others = [len(choice.text) for choice in question.choices if not choice.right]
        if right[0] > 40 and right[0] > 1.8 * max(others):
            seen = f"the right choice of `{question.id}` is much the longest; "
            yield seen + "make the others as long or this one shorter.", "warning"
    elif isinstance(question, Several) and all(c.right for c in question.choices):
        yield f"every choice of `{question.id}` is right; add a wrong one.", "warning"


def _recomputed(question: Number) -> Found:
    names: dict[str, object] = {}
    try:
        exec(compile(question.code, f"<code of {question.id}>", "exec"), names)
        value = float(names["answer"])  # type: ignore[arg-type]
    except KeyError:
        yield f"the code of `{question.id}` leaves no `answer`; assign it.", "error"
    except Exception as error:
        seen = f"the code of `{question.id}` stops with {type(error).__name__}"
        yield f"{seen}: {error}. Mend it.", "error"
    else:
        answer = question.answer or 0.0
        slack = max(question.tolerance, 1e-9 * max(1.0, abs(answer)))
        if not abs(value - answer) <= slack:
            seen = f"seen `answer: {answer:g}` in `{question.id}`, but its code gives"
            yield f"{seen} {value:g}. Correct one of them.", "error"
        for wrong in question.wrong:
            if abs(wrong.value - answer) <= slack:
                seen = f"the wrong value {wrong.value:g} of `{question.id}` is within"
                yield f"{seen} the tolerance of the answer; drop one.", "error"


def _places(bank: Bank) -> Iterator[str]:
    singles = [question for question in bank.questions if type(question) is Single]
    places = {[c.right for c in question.choices].index(True) for question in singles}
    if len(singles) >= 4 and len(places) == 1:
        letter = "abcdefgh"[places.pop()]
        yield f"the right choice is always {letter}; change the order of some."


def _texts(question: Question) -> Iterator[str]:
    yield question.text
    for part in question.parts:
        yield part.text
        yield part.because or ""
    if isinstance(question, Number):
        yield question.because or ""
        yield question.otherwise or ""
        yield from (wrong.because for wrong in question.wrong)


def _sentences(text: str) -> list[list[str]]:
    prose = NOT_PROSE.sub(" x ", text)
    pieces = re.split(r"[.!?…:;]+(?:\s|$)|\n\s*\n", prose)
    sentences = [re.findall(r"[^\W_][\w’'-]*", piece) for piece in pieces]
    return [words for words in sentences if words]
