"""Lesson 12: what its prose states, over several seeds."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from rnn_course.data import quotes, texts
from rnn_course.site.make import executed
from tests.course import EXECUTED, ROOT, solution_names

LESSON = "12-generate-text"
SIZES = (16, 32, 64, 128, 256)


@pytest.fixture(scope="module")
def corpus():
    return texts.prepare(quotes.load_maxims()[1], seed=12)


@pytest.fixture(scope="module")
def windows(corpus):
    return corpus.windows(length=24)


# --- the course's own functions are those of the solution -------------------------------


def test_the_solutions_prepare_as_the_course_does(corpus):
    names = solution_names(LESSON)
    said = quotes.load_maxims()[1]
    assert [names["clean"](q) for q in said] == [texts.clean(q) for q in said]
    assert names["split_quotes"](said, 5) == texts.split_quotes(said, 5)
    assert names["char_vocabulary"](corpus.train) == corpus.vocabulary
    ours = texts.encode_windows(corpus.test, corpus.vocabulary, 24)
    theirs = names["encode_windows"](corpus.test, corpus.vocabulary, 24)
    np.testing.assert_array_equal(theirs, ours)


# --- numbers in the prose ----------------------------------------------------------------


def test_sizes_of_the_texts(corpus, windows):
    zen, (themes, maxims) = quotes.load_zen(), quotes.load_maxims()
    assert len(zen) == 19
    assert sum(map(len, zen)) == pytest.approx(800, abs=10)
    assert (len(maxims), len(set(themes))) == (914, 24)
    assert sum(map(len, corpus.train)) == pytest.approx(39_000, rel=0.03)
    reads = 600 * 32 * 24 / sum(map(len, corpus.train))
    assert reads == pytest.approx(12, abs=1)  # each character, about a dozen times
    assert len(windows[0][0]) > 600 * 32  # less than one round over all windows


@pytest.mark.parametrize("seed", range(5))
def test_baselines(seed):
    corpus = texts.prepare(quotes.load_maxims()[1], seed=seed)
    train, validation, _ = corpus.windows(24)
    unigram, bigram = (
        texts.score_by_counts(train, validation, corpus.size, c) for c in (0, 1)
    )
    assert bigram == pytest.approx(3.35, abs=0.1)
    assert 1.6 < math.log2(corpus.size) - unigram < 2.0  # almost two bits
    assert 0.7 < unigram - bigram < 1.0  # nearly one more


def test_the_number_of_weights(corpus):
    from rnn_course.networks import characters

    largest = characters.build(corpus.size, 256).count_params()
    assert largest == pytest.approx(250_000, rel=0.05)
    poem = "\n".join(quotes.load_zen())
    small = characters.build(len(texts.char_vocabulary([poem])) + 2, 128)
    assert small.count_params() == pytest.approx(70_000, rel=0.03)


def test_temperature_in_the_quiz():
    shares = {t: 1 / (1 + math.exp(-2 / t)) for t in (0.5, 1, 2)}
    assert {t: round(100 * p) for t, p in shares.items()} == {0.5: 98, 1: 88, 2: 73}


# --- training ----------------------------------------------------------------------------


def trained(corpus, windows, sizes, seed, updates=600):
    from rnn_course.models import fit_texts
    from rnn_course.networks import characters

    models = {h: characters.build(corpus.size, h, seed) for h in sizes}
    curves = fit_texts(models, *windows[:2], updates=updates, seed=seed)
    return models, curves


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_held_out_score_beats_the_bigram(seed):
    """Another split, other starting weights and other batches for each seed."""
    corpus = texts.prepare(quotes.load_maxims()[1], seed=seed)
    train, validation, test = corpus.windows(24)
    models, curves = trained(corpus, (train, validation), (64,), seed, updates=300)
    bigram = texts.score_by_counts(train, validation, corpus.size, 1)
    assert curves[64].validation[-1] < bigram - 0.4
    bits = solution_names(LESSON)["bits_per_character"]
    exact = bits(models[64], *validation)
    assert exact == pytest.approx(curves[64].validation[-1], abs=0.06)
    assert bits(models[64], *test) < texts.score_by_counts(train, test, corpus.size, 1)


@pytest.fixture(scope="module")
def small_ones(corpus, windows):
    """Networks of the lesson's sweep, with their curves."""
    return trained(corpus, windows, (16, 64, 128), 0)


@pytest.mark.slow
def test_the_sweep(corpus, windows, small_ones):
    """The table that the lesson itself prints, and networks that make its rows again."""
    path = ROOT / "solutions" / LESSON / f"{LESSON}.ipynb"
    printed = "".join(
        output.get("text", "")
        for cell in executed(path, EXECUTED).cells
        for output in cell.get("outputs", [])
    )
    rows = re.findall(
        r"^ *(\d+) +[\d,]+ +(.+?) +(.+?) +(.+?) after (\d+) updates$", printed, re.M
    )
    table = np.array(rows, dtype=float)
    assert table[:, 0].tolist() == list(SIZES)
    train, held_out, best = table[:, 1:4].T
    updates_of_256 = table[-1, 4]
    models, curves = small_ones
    for h in models:
        row = table[SIZES.index(h)]
        again = curves[h].train[-1], curves[h].validation[-1]
        np.testing.assert_allclose(row[1:3], again, atol=0.02)
    assert list(train) == sorted(train, reverse=True)  # larger is better
    assert list(held_out[:4]) == sorted(held_out[:4], reverse=True)  # up to 128
    assert train[-1] == pytest.approx(1.7, abs=0.15)
    assert held_out[3] == pytest.approx(2.5, abs=0.08)
    assert 350 <= updates_of_256 <= 450
    assert held_out[-1] > best[-1] + 0.04  # it turns back
    assert abs(best[-1] - held_out[3]) < 0.1  # stopped early, it is nearly as good
    bigram = texts.score_by_counts(*windows[:2], corpus.size, 1)
    assert max(held_out) < bigram
    assert max(held_out[2:]) < bigram - 0.5
    bits = solution_names(LESSON)["bits_per_character"]
    score = bits(models[128], *windows[2])
    assert score == pytest.approx(2.43, abs=0.1)
    assert score == pytest.approx(held_out[3], abs=0.12)  # the choice flattered little
    results = dict(zip(SIZES, zip(train, held_out, strict=True), strict=True))
    assert solution_names(LESSON)["best_hidden"](results) == 128


@pytest.mark.slow
def test_overfitting_on_another_split_and_start():
    corpus = texts.prepare(quotes.load_maxims()[1], seed=3)
    _, curves = trained(corpus, corpus.windows(24), (128, 256), 3)
    assert 300 <= curves[256].best <= 500
    assert curves[256].validation[-1] > curves[256].validation.min() + 0.03
    assert curves[256].validation[-1] > curves[128].validation[-1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_maxims_are_not_recited(corpus, small_ones, seed):
    from rnn_course.models import Writer

    writer = Writer(small_ones[0][128], corpus.vocabulary)
    text = writer.write("\n", 2000, 0.5, np.random.default_rng(seed))
    assert 12 <= texts.longest_copied(text, corpus.train) < 36


@pytest.mark.slow
def test_the_likeliest_characters_run_in_a_circle(corpus, small_ones):
    from rnn_course.models import Writer

    for units in (16, 64, 128):
        writer = Writer(small_ones[0][units], corpus.vocabulary)
        end = writer.write("The ", 600, 0, np.random.default_rng(0))[-300:]
        assert any(end[:-n] == end[n:] for n in range(1, 150)), units


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_zen_is_recited(seed):
    from rnn_course.models import Writer, fit_text
    from rnn_course.networks import characters

    poem = ["\n" + "\n".join(quotes.load_zen()) + "\n"]
    vocabulary = texts.char_vocabulary(poem)
    model = characters.build(len(vocabulary) + 2, 128, seed)
    data = texts.encode_windows(poem, vocabulary, 24)
    curve = fit_text(model, data, updates=300, seed=seed)
    assert curve.train[-1] == pytest.approx(0.3, abs=0.05)
    bits = []
    for place in (0, 12):  # nearly all at the first places of a window
        logits = np.asarray(model(data[0]))[:, place]
        scores = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        bits.append(-scores[np.arange(len(scores)), data[1][:, place]].mean())
    assert bits[0] > 10 * bits[1]
    text = Writer(model, vocabulary).write("\n", 2000, 0.5, np.random.default_rng(1))
    assert texts.longest_copied(text, poem) >= 100
