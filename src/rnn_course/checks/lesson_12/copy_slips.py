"""`longest_copied` with each known mistake."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from rnn_course.checks.probes import Mistake
from rnn_course.data.texts import (
    longest_copied,
)

__all__ = ["COPIED"]


def _subsequence(text: str, corpus: Any) -> int:
    """Return the longest common subsequence: gaps are allowed."""
    quotes = [corpus] if isinstance(corpus, str) else list(corpus)
    best = 0
    for quote in quotes:
        row = [0] * (len(quote) + 1)
        for a in text:
            before = row[:]
            for j, b in enumerate(quote, start=1):
                row[j] = before[j - 1] + 1 if a == b else max(before[j], row[j - 1])
        best = max(best, row[-1])
    return best


def _matching(text: str, corpus: Any) -> int:
    """Return the sum of what difflib matches, gaps and all."""
    quotes = [corpus] if isinstance(corpus, str) else list(corpus)
    matchers = [SequenceMatcher(None, text, quote, False) for quote in quotes]
    return max(sum(b.size for b in m.get_matching_blocks()) for m in matchers)


def _prefix(text: str, corpus: Any) -> int:
    quotes = [corpus] if isinstance(corpus, str) else list(corpus)
    return max(n for n in range(len(text) + 1) if any(text[:n] in q for q in quotes))


def _whole(text: str, corpus: Any) -> int:
    quotes = [corpus] if isinstance(corpus, str) else list(corpus)
    return max((len(quote) for quote in quotes if quote in text), default=0)


def _in_words(text: str, corpus: Any) -> int:
    """Return the longest run of copied words, in words."""
    words, quotes = text.split(), [corpus] if isinstance(corpus, str) else corpus
    runs = [words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    return max(
        (len(r) for r in runs if any(" ".join(r) in q for q in quotes)), default=0
    )


def _with_junk(text: str, corpus: Any) -> int:
    """Return what difflib finds when it passes over frequent characters."""
    quotes = [corpus] if isinstance(corpus, str) else list(corpus)
    matchers = [SequenceMatcher(None, text, quote) for quote in quotes]
    return max((m.find_longest_match().size for m in matchers), default=0)


def _in_small_letters(text: str, corpus: Any) -> int:
    quotes = [corpus] if isinstance(corpus, str) else list(corpus)
    return longest_copied(text.lower(), [quote.lower() for quote in quotes])


def _last_found(text: str, corpus: Any) -> int:
    """Return the last copied piece's length when all pieces are tried in order."""
    quotes = [corpus] if isinstance(corpus, str) else list(corpus)
    ends = [i for i, c in enumerate(text) if any(c in q for q in quotes)]
    return 1 if ends else 0


COPIED = [
    Mistake(
        "difflib-junk",
        "Short texts come out right, long ones do not: `SequenceMatcher` passes over "
        "characters that are frequent in a text of 200 or more. Write "
        "`autojunk=False`.",
        _with_junk,
    ),
    Mistake(
        "lowercased",
        "Capital and small letters are taken for the same. A copy is the same letter "
        "by letter: leave `lower` out.",
        _in_small_letters,
    ),
    Mistake(
        "keeps-the-last",
        "The last copied piece that was found is returned, not the longest one. Keep "
        "the larger length: `best = max(best, …)`.",
        _last_found,
    ),
    Mistake(
        "across-quotations",
        "A piece that no single quotation holds was counted: the quotations were joined "
        "to one text. Look into each of them by itself.",
        lambda text, corpus: longest_copied(text, "".join(corpus)),
    ),
    Mistake(
        "across-quotations",
        "A piece that no single quotation holds was counted: the quotations were joined "
        "to one text. Look into each of them by itself.",
        lambda text, corpus: longest_copied(text, " ".join(corpus)),
    ),
    Mistake(
        "string-taken-apart",
        "With a corpus in one string the function looks at single characters: a loop "
        "over a string goes letter by letter. Put the string into a list first.",
        lambda text, corpus: longest_copied(text, list(corpus)),
    ),
    Mistake(
        "gaps-allowed",
        "Letters with gaps between them were counted. A copied piece stands in the "
        "quotation without any gap: `piece in quote`.",
        _subsequence,
    ),
    Mistake(
        "gaps-allowed",
        "Several matching pieces were added up. Only the longest piece without a gap "
        "counts.",
        _matching,
    ),
    Mistake(
        "beginning-only",
        "Only pieces at the beginning of the text are tried. A copy may start anywhere.",
        _prefix,
    ),
    Mistake(
        "whole-quotations-only",
        "Only whole quotations are found. A part of one that was copied counts as well.",
        _whole,
    ),
    Mistake(
        "counts-words",
        "The length is counted in words; expected characters.",
        _in_words,
    ),
    Mistake(
        "one-too-many",
        "The result is one too large. Stop before the piece that is in no quotation.",
        lambda text, corpus: longest_copied(text, corpus) + 1,
    ),
    Mistake(
        "one-too-few",
        "The result is one too small. A piece that reaches to the end of the text "
        "counts too, and `range` leaves its last number out.",
        lambda text, corpus: max(longest_copied(text, corpus) - 1, 0),
    ),
]
