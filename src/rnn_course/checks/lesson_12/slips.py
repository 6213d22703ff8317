"""Lesson 12's plain functions, with each known mistake."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake
from rnn_course.data.texts import (
    MARKS,
    char_vocabulary,
    clean,
    encode_windows,
    longest_copied,
)

__all__ = ["CLEAN", "COPIED", "TOO_MANY", "VOCABULARY", "WINDOWS"]


def _plain(text: str, marks: str = "‘’“”") -> str:
    for mark in marks:
        text = text.replace(mark, MARKS[mark])
    return text


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
    Mistake(
        "halved-once",
        "`replace` of two spaces by one goes over the text once, so three or more "
        "spaces leave some behind. `text.split()` finds runs of any length.",
        lambda text: _plain(re.sub(r"[\n\t]", " ", text).replace("  ", " ").strip()),
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


def _numbered(characters: Any, start: int = 2) -> dict[str, int]:
    return {c: number for number, c in enumerate(characters, start=start)}


VOCABULARY = [
    Mistake(
        "starts-at-zero",
        "The first id is 0. The ids 0 (padding) and 1 (unknown) are reserved: start at "
        "2, for example with `enumerate(…, start=2)`.",
        lambda train: _numbered(sorted(set("".join(train))), 0),
    ),
    Mistake(
        "starts-at-one",
        "The first id is 1, which is reserved for unknown characters. Start at 2.",
        lambda train: _numbered(sorted(set("".join(train))), 1),
    ),
    Mistake(
        "starts-at-three",
        "The first id is 3. Only 0 and 1 are reserved: start at 2.",
        lambda train: _numbered(sorted(set("".join(train))), 3),
    ),
    Mistake(
        "by-frequency",
        "The characters are numbered by how often they occur. Sort them by "
        "themselves, so that the same characters always get the same ids.",
        lambda train: _numbered(c for c, _ in Counter("".join(train)).most_common()),
    ),
    Mistake(
        "not-sorted",
        "The characters are numbered in the order in which they occur first. Sort them.",
        lambda train: _numbered(dict.fromkeys("".join(train))),
    ),
    Mistake(
        "repeats-kept",
        "The ids have gaps: a character that occurs often is counted each time. Take "
        "each character once, with `set`, before you number them.",
        lambda train: _numbered(sorted("".join(train))),
    ),
    Mistake(
        "quotations-as-keys",
        "The keys are whole quotations. The network reads characters: join the "
        'quotations first, `"".join(train)`.',
        lambda train: _numbered(sorted(set(train))),
    ),
    *(
        Mistake(
            "foreign-character",
            "A character is in the vocabulary that stands in no quotation. Join the "
            'quotations with nothing between them: `"".join(train)`.',
            lambda train, sign=sign: _numbered(sorted({*"".join(train), *sign})),
        )
        for sign in (" ", "\n", "[]', ", "[]\"', ")
    ),
    Mistake(
        "words",
        "The keys are words. This lesson's network reads characters: join the "
        "quotations and take each character once.",
        lambda train: _numbered(sorted(set(" ".join(train).split()))),
    ),
    Mistake(
        "reserved-ids-as-keys",
        "Padding and unknown have keys of their own. They are no characters: only real "
        "characters are keys, and the ids 0 and 1 stay free.",
        lambda train: {"<pad>": 0, "<unk>": 1} | char_vocabulary(train),
    ),
    Mistake(
        "lowercased",
        "Capital letters are missing. They are characters of their own: do not lower "
        "the text.",
        lambda train: char_vocabulary([quote.lower() for quote in train]),
    ),
    Mistake(
        "id-to-character",
        "The dictionary leads from ids to characters. Turn it around: the character is "
        "the key.",
        lambda train: {n: c for c, n in char_vocabulary(train).items()},
    ),
    Mistake(
        "first-quotation-only",
        "Only the first quotation's characters are there. Join all of them.",
        lambda train: char_vocabulary(train[:1]),
    ),
]

Pairs = tuple[np.ndarray, np.ndarray]

TOO_MANY = (
    "The windows do not all have the same length, so they make no array: the last "
    "target of a quotation is cut short at its end. A quotation of n characters has "
    "n − length windows, not one more: `range(len(ids) - length)`."
)


def _ids(quotes: Any, vocabulary: Any) -> list[list[int]]:
    return [[vocabulary.get(c, 1) for c in quote] for quote in quotes]


def _rows(quotes: list[list[int]], length: int, step: int = 1) -> Iterator[list[int]]:
    """Yield pieces of length + 1."""
    for ids in quotes:
        for i in range(0, len(ids) - length, step):
            yield ids[i : i + length + 1]


def _tables(rows: Any, length: int) -> Pairs:
    table = np.array(list(rows), dtype=int).reshape(-1, length + 1)
    return table[:, :-1], table[:, 1:]


def _all_but_last(quotes: Any, vocabulary: Any, length: int) -> Pairs:
    shorter = [ids[:-1] for ids in _ids(quotes, vocabulary)]
    return _tables(_rows(shorter, length), length)


def _padded(quotes: Any, vocabulary: Any, length: int) -> Pairs:
    ids = [q + [0] * (length + 1 - len(q)) for q in _ids(quotes, vocabulary)]
    return _tables(_rows(ids, length), length)


WINDOWS = [
    Mistake(
        "across-quotations",
        "Windows reach from one quotation into the next, as if all were one text. "
        "What follows a quotation in the list is chance: cut each one by itself.",
        lambda quotes, vocabulary, length: encode_windows(
            ["".join(quotes)], vocabulary, length
        ),
    ),
    Mistake(
        "across-quotations",
        "Windows reach from one quotation into the next, as if all were one text. "
        "What follows a quotation in the list is chance: cut each one by itself.",
        lambda quotes, vocabulary, length: encode_windows(
            [" ".join(quotes)], vocabulary, length
        ),
    ),
    Mistake(
        "target-is-the-input",
        "Y is the same as X: the network would learn to repeat what it reads. Y is one "
        "place later: `ids[i + 1 : i + length + 1]`.",
        lambda **given: (encode_windows(**given)[0],) * 2,
    ),
    Mistake(
        "swapped",
        "X and Y have changed places. X comes first, Y is one place later in the text.",
        lambda **given: encode_windows(**given)[::-1],
    ),
    Mistake(
        "last-character-only",
        "Y holds one character a window. The network predicts after *every* character, "
        "so Y has the shape of X, one place later.",
        lambda **given: (encode_windows(**given)[0], encode_windows(**given)[1][:, -1]),
    ),
    Mistake(
        "rolled",
        "The last target of a window is the window's own first character. What "
        "follows is in the quotation: `ids[i + 1 : i + length + 1]`.",
        lambda **given: (
            encode_windows(**given)[0],
            np.roll(encode_windows(**given)[0], -1, axis=1),
        ),
    ),
    Mistake(
        "across-quotations",
        "Windows reach from one quotation into the next, over a line break. Cut each "
        "quotation by itself.",
        lambda quotes, vocabulary, length: encode_windows(
            ["\n".join(quotes)], vocabulary, length
        ),
    ),
    Mistake(
        "one-window-too-many",
        TOO_MANY,
        lambda quotes, vocabulary, length: tuple(
            [
                ids[i + later : i + later + length]
                for ids in _ids(quotes, vocabulary)
                for i in range(len(ids) - length + 1)
            ]
            for later in (0, 1)
        ),
    ),
    Mistake(
        "last-window-lost",
        "The last window of each quotation is missing. A quotation of n characters has "
        "n − length windows.",
        _all_but_last,
    ),
    Mistake(
        "windows-do-not-overlap",
        "The windows stand side by side. They move by one character: with stride 1 "
        "each place of a quotation is seen with every context.",
        lambda quotes, vocabulary, length: _tables(
            _rows(_ids(quotes, vocabulary), length, length), length
        ),
    ),
    Mistake(
        "short-ones-padded",
        "Short quotations are filled up with zeros. Those of `length` or fewer "
        "characters give no window here.",
        _padded,
    ),
    Mistake(
        "unknown-crashes",
        "A character that is not in the vocabulary stops the function. Give it the id "
        "1: `vocabulary.get(character, 1)`.",
        lambda quotes, vocabulary, length: _tables(
            _rows([[vocabulary[c] for c in q] for q in quotes], length), length
        ),
    ),
    Mistake(
        "unknown-is-zero",
        "Unknown characters get the id 0, which is for padding. Theirs is 1.",
        lambda quotes, vocabulary, length: _tables(
            _rows([[vocabulary.get(c, 0) for c in q] for q in quotes], length), length
        ),
    ),
    Mistake(
        "unknown-dropped",
        "Unknown characters are left out, so that what was apart stands together. Each "
        "gets the id 1.",
        lambda quotes, vocabulary, length: encode_windows(
            ["".join(c for c in q if c in vocabulary) for q in quotes],
            vocabulary,
            length,
        ),
    ),
]


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
