"""Every word of the lessons, the questions and the guides is one that people write.

A name or a term that no dictionary knows goes into `tests/words.txt`, one a line.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from spellchecker import SpellChecker

from tests.course import ROOT

TEXTS = [
    ROOT / "README.md",
    *sorted(ROOT.glob("docs/*.md")),
    *sorted(ROOT.glob("content/*.md")),
    *sorted(ROOT.glob("quizzes/*.yaml")),
]
NOT_PROSE = re.compile(
    r"```.*?```|~~~.*?~~~|\$\$.*?\$\$|\$[^$\n]*\$|``.*?``|`[^`]*`|\[[\w .-]+#\d+(?=\])"
    r"|\]\([^)]*\)|<[^>]*>"
    r"|^ +code: .*?\n(?= +\w+:)|^---\n.*?^---\n|^ *- id: .*?$|^lesson: .*?$"
    r"|[\w.-]*[_/][\w./-]*|\w+\.(?:py|md|ipynb|csv|tsv|txt|db)\b",
    flags=re.S | re.M,
)


@pytest.fixture(scope="module")
def dictionary() -> SpellChecker:
    checker = SpellChecker()
    extra = (ROOT / "tests" / "words.txt").read_text(encoding="utf-8").split()
    checker.word_frequency.load_words(extra)
    return checker


def words(path: Path) -> set[str]:
    text = NOT_PROSE.sub(" ", path.read_text(encoding="utf-8"))
    found = re.findall(r"[^\W\d_][^\W\d_'’]+", text)
    return {re.sub(r"['’]s?$", "", word).lower() for word in found}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_spelling(path, dictionary):
    strange = {word for word in dictionary.unknown(words(path)) if len(word) > 2}
    assert sorted(strange) == []


def test_a_slip_is_found(dictionary, tmp_path):
    (tmp_path / "slip.md").write_text("A recurrent netwrok, `nmupy` and $W_{xhh}$.")
    assert dictionary.unknown(words(tmp_path / "slip.md")) == {"netwrok"}
