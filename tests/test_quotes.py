"""Quotations: the Zen, our maxims, and whatever file a learner brings."""

from __future__ import annotations

import itertools
import re
import string
import sys
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest

from rnn_course.data import quotes, texts
from rnn_course.errors import CourseError


@pytest.fixture(scope="module")
def maxims():
    return quotes.load_maxims()


def words(text):
    return set(re.findall(r"[a-z']+", text.lower()))


def test_the_zen_is_read_without_printing(capsys):
    sys.modules.pop("this", None)
    zen = quotes.load_zen()
    assert capsys.readouterr().out == ""
    assert "this" not in sys.modules  # `import this` still prints for the learner
    assert len(zen) == 19
    assert zen[0] == "Beautiful is better than ugly."
    assert zen[-1].startswith("Namespaces are one honking great idea")


def test_the_zen_is_what_import_this_prints(capsys):
    sys.modules.pop("this", None)
    import this

    sys.modules.pop("this", None)
    assert capsys.readouterr().out.splitlines()[2:] == quotes.load_zen()
    assert this.s


def test_there_are_enough_maxims_under_many_themes(maxims):
    themes, said = maxims
    assert len(said) >= 800
    counts = Counter(themes)
    assert len(counts) == 24
    assert min(counts.values()) >= 30


def test_no_two_maxims_are_alike(maxims):
    _, said = maxims
    assert len(set(said)) == len(said)
    assert [texts.clean(maxim) for maxim in said] == said
    sets = [words(maxim) for maxim in said]
    for one, other in itertools.combinations(range(len(said)), 2):
        shared = len(sets[one] & sets[other]) / len(sets[one] | sets[other])
        assert shared <= 0.5, (said[one], said[other])


def test_maxims_hold_plain_characters_only(maxims):
    allowed = set(string.ascii_letters + " ,.:;?!'\"-")
    assert set("".join(maxims[1])) <= allowed


def test_maxims_differ_in_length_and_form(maxims):
    _, said = maxims
    lengths = [len(maxim) for maxim in said]
    assert min(lengths) >= 18
    assert max(lengths) <= 180
    assert np.percentile(lengths, 97) >= 3 * np.percentile(lengths, 5)
    beginnings = Counter(maxim.split()[0] for maxim in said)
    assert len(beginnings) >= 300
    assert max(beginnings.values()) <= 0.15 * len(said)
    pairs = Counter(" ".join(maxim.split()[:2]) for maxim in said)
    assert max(pairs.values()) <= 12
    for sign, least in {"?": 20, ";": 30, ":": 20, ",": 250, '"': 2, "!": 2}.items():
        assert sum(sign in maxim for maxim in said) >= least, sign
    assert sum(maxim.count(".") > 1 for maxim in said) >= 20


def test_their_origin_and_licence_stand_beside_them():
    told = files("rnn_course.data").joinpath("maxims.md").read_text("utf-8")
    assert "none is borrowed" in told
    assert "MIT" in told
    assert f"{len(quotes.load_maxims()[1])} short maxims" in told


# --- the learner's own file -----------------------------------------------------------

MANY = [f"Saying number {number} ends here." for number in range(30)]


def test_one_quotation_a_line(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("\n".join(MANY), encoding="utf-8-sig")
    assert quotes.read_quotes(path) == MANY


def test_paragraphs(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_bytes("\r\n\r\n".join(f"{q}\r\nby me" for q in MANY).encode())
    assert quotes.read_quotes(str(path)) == [f"{q}\nby me" for q in MANY]


@pytest.mark.parametrize(
    ("name", "header", "sign"),
    [
        ("a.csv", "author,Quote", ","),
        ("a.csv", "who;text", ";"),
        ("a.tsv", "x\ttext", "\t"),
    ],
)
def test_tables(tmp_path, name, header, sign):
    path = tmp_path / name
    rows = [f'me{sign}"{q}{sign} yes"' for q in MANY]
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    assert quotes.read_quotes(path) == [f"{q}{sign} yes" for q in MANY]


def test_a_column_by_name_and_another_encoding(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(
        "\n".join(["Spruch", *(f"{q} für" for q in MANY)]).encode("cp1252")
    )
    found = quotes.read_quotes(path, column="spruch", encoding="cp1252")
    assert found[0] == f"{MANY[0]} für"


def test_utf16_is_recognised(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\n".join(MANY).encode("utf-16"))
    assert quotes.read_quotes(path) == MANY


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\n \n", "is empty"),
        ("a.csv", b"", "is empty"),
        ("a.txt", "\n".join(MANY).encode() + b"\n\xff oh", "is not utf-8: byte"),
        ("a.txt", b"word " * 1000, "5,000 characters; expected 2,000 at most"),
        ("a.txt", b"word " * 1000, "a line of its own"),
        ("a.txt", b"one\ntwo\n", "holds 2 different quotations; expected at least 20"),
        ("a.txt", b"the same\n" * 30, "holds 1 different"),
        ("a.txt", b"Title\n\n" + b"one\ntwo\n" * 30, "Take all blank lines out"),
        ("a.txt", b"Title\n\n" + b"one\ntwo\n" * 900, "Take all blank lines out"),
        ("a.txt", b"a\0b\n" * 30, "bytes of value 0"),
        ("a.csv", b"author,year\nme,1\n", "has the columns author, year"),
        ("a.csv", b"Be brief.\nGo on.\n", "first row must name the columns"),
        (
            "a.csv",
            b"text\n" + b"Be brief, or go.\n" * 30,
            "row 2 has 2 cells; expected 1",
        ),
        ("a.csv", b"who;text\nme;a;b\n", "row 2 has 3 cells"),
        ("a.csv", b'text\n"' + b"Be brief.\n" * 300, "never closed"),
        ("a.csv", b'text\n"' + b"x" * 200_000, "never closed"),
        ("a.docx", b"x", "expected .txt, .csv or .tsv"),
        ("a.docx", b"x", "Save the text as plain text"),
        ("quotes", b"x", "has no ending"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_with_a_word(tmp_path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CourseError, match=re.escape(said)):
        quotes.read_quotes(path)


def test_another_encoding_than_the_one_that_failed_is_proposed(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\n".join(f"{q} für" for q in MANY).encode("cp1252"))
    with pytest.raises(CourseError, match=re.escape('"a.txt", encoding="cp1252"')):
        quotes.read_quotes(path)
    path.write_bytes("\n".join(f"{q} „Ý“" for q in MANY).encode())
    with pytest.raises(CourseError, match=re.escape('"a.txt", encoding="utf-8"')):
        quotes.read_quotes(path, encoding="cp1252")


def test_empty_cells_behind_a_row_do_no_harm(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["text", *(f"{q},," for q in MANY)]))
    assert quotes.read_quotes(path) == MANY


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CourseError, match="has 50 MB; expected 5 MB at most"):
        quotes.read_quotes(path)


def test_a_missing_file_an_unknown_column_and_encoding(tmp_path):
    with pytest.raises(CourseError, match="There is no file"):
        quotes.read_quotes(tmp_path / "none.txt")
    path = tmp_path / "a.csv"
    path.write_text("author,text\n" + "me,x\n" * 30)
    with pytest.raises(CourseError, match="Did you mean `text`"):
        quotes.read_quotes(path, column="texts")
    with pytest.raises(CourseError, match="is not known"):
        quotes.read_quotes(path, encoding="utf-ate")


# --- prepared -------------------------------------------------------------------------


def test_nothing_leaks(maxims):
    _, said = maxims
    corpus = texts.prepare([*said, f"  {said[0]} ", "Ω is rare."], seed=0)
    parts = [corpus.train, corpus.validation, corpus.test]
    assert sum(map(len, parts)) == len(said) + 1
    assert not set(corpus.train) & (set(corpus.validation) | set(corpus.test))
    assert set(corpus.vocabulary) == set("".join(corpus.train))
    assert all(q.startswith("\n") and q.endswith("\n") for part in parts for q in part)


def test_windows_of_a_small_text():
    vocabulary = texts.char_vocabulary(["hope.", "so"])
    assert vocabulary == {".": 2, "e": 3, "h": 4, "o": 5, "p": 6, "s": 7}
    X, Y = texts.encode_windows(["hope.", "so", "hx"], vocabulary, 3)
    np.testing.assert_array_equal(X, [[4, 5, 6], [5, 6, 3]])
    np.testing.assert_array_equal(Y, [[5, 6, 3], [6, 3, 2]])


def test_quotations_shorter_than_a_window_are_refused_with_a_word():
    corpus = texts.prepare([f"Say {number}." for number in range(30)], seed=12)
    with pytest.raises(CourseError, match="train part are shorter than a window of 24"):
        corpus.windows(length=24)
    train, _, _ = corpus.windows(length=5)
    assert len(train[0])


def test_baselines_by_counting():
    X = np.array([[2, 3], [2, 3], [3, 2]])
    Y = np.array([[3, 2], [3, 2], [2, 3]])
    pair = X, Y
    assert texts.score_by_counts(pair, pair, 4, context=1, alpha=1e-9) < 1e-6
    flat = texts.score_by_counts(pair, pair, 4, context=0, alpha=1e-9)
    assert flat == pytest.approx(1.0)
