"""The reviews of lesson 09: twins, labels, templates kept apart."""

import hashlib
from collections import Counter

import numpy as np
import pytest

from rnn_course.data import reviews
from rnn_course.errors import CourseError

PARTS = ("train", "known", "new", "short")
DIGEST = "782714cb8bd0"  # of all sentences, in order


@pytest.mark.parametrize("part", ["train", "known", "new"])
def test_twins_hold_the_same_words_and_opposite_labels(part):
    known = reviews.load(part)
    hard = [n for n, name in enumerate(known.templates) if name != "short"]
    for one, other in zip(hard[::2], hard[1::2], strict=True):
        words = [Counter(known.sentences[n].split()) for n in (one, other)]
        assert words[0] == words[1]
        assert known.sentences[one] != known.sentences[other]
        assert known.liked[one] + known.liked[other] == 1
        assert known.templates[one] == known.templates[other]


def test_held_out_templates_are_never_in_training():
    assert len(reviews.TEMPLATES) == 48
    assert len(reviews.HELD_OUT) == 12
    train, new = reviews.load("train"), reviews.load("new")
    assert not set(train.templates) & set(new.templates)
    assert len(set(new.templates)) == 12
    assert len(set(train.templates) - {"short"}) == 36
    # also not in other words: the bare frames differ
    frames = [set(map(frame, part.sentences)) for part in (train, new)]
    assert not frames[0] & frames[1]


def frame(sentence):
    """Return a sentence with each filler replaced by its slot's name."""
    slots = {w: slot for slot, ws in reviews.FILLERS.items() for w in ws if w}
    slots |= dict.fromkeys(reviews.GOOD + reviews.BAD, "word")
    slots["i"] = "people"
    text = sentence.replace("in the end", "when").replace("at first", "when")
    slots["film"] = slots["movie"] = slots["sequel"] = "part"
    words = [slots.get(word, word) for word in text.split()]
    return " ".join(word for word in words if word != "very")


def test_each_clause_of_a_held_out_template_is_met_in_training_in_its_place():
    for kind, one, other in reviews.HELD_OUT:
        assert any(t[0] == kind and t[1] == one for t in reviews.TRAINING)
        assert any(t[0] == kind and t[2] == other for t in reviews.TRAINING)


def test_no_sentence_is_in_two_parts_and_all_words_are_in_training():
    parts = [reviews.load(part).sentences for part in PARTS]
    for sentences in parts:
        assert len(set(sentences)) == len(sentences)
    train, *others = map(set, parts)
    assert not any(train & other for other in others)
    known = reviews.vocabulary(parts[0])
    assert len(known) == 44
    assert sorted(known.values()) == list(range(2, 46))
    assert {w for part in parts for s in part for w in s.split()} == set(known)


def test_labels_are_balanced_and_the_first_twin_tells_nothing():
    for part in ("train", "known", "new"):
        liked = reviews.load(part).liked
        assert 0.45 < liked.mean() < 0.55
    assert 0.45 < reviews.load("new").liked[::2].mean() < 0.55
    assert reviews.load("new").liked.mean() == 0.5


def opinion(clause):
    """Read one clause by plain logic: True is praise. Written apart from the grammar."""
    words = clause.split()
    turns = sum(word in ("not", "nobody", "never") for word in words)
    (adjective,) = [w for w in words if w in reviews.GOOD + reviews.BAD]
    return (adjective in reviews.GOOD) == (turns % 2 == 0)


def counts(clause):
    words = f" {clause} "
    off = [" critics ", " friends ", " others ", " at first "]
    about_film = any(f" {w} " in words for w in reviews.FILLERS["film"])
    return about_film and not any(w in words for w in off)


@pytest.mark.parametrize("part", PARTS)
def test_labels_agree_with_a_second_reading(part):
    known = reviews.load(part)
    for sentence, liked in zip(known.sentences, known.liked, strict=True):
        for joint in reviews.FILLERS["but"]:
            sentence = sentence.replace(f" {joint} ", "|")
        clauses = sentence.split("|")
        (what_counts,) = [clause for clause in clauses if counts(clause)]
        assert opinion(what_counts) == bool(liked), sentence
        if len(clauses) == 2:
            assert opinion(clauses[0]) != opinion(clauses[1])


def test_the_seed_decides():
    made = [reviews.make(50, 20, seed=seed).sentences for seed in (5, 5, 6)]
    assert made[0] == made[1] != made[2]


def test_the_lessons_reviews_are_what_they_were():
    text = "\n".join(s for part in PARTS for s in reviews.load(part).sentences)
    assert hashlib.sha256(text.encode()).hexdigest()[:12] == DIGEST


def test_the_twin_of_a_twin():
    known = reviews.load("new")
    for one, other in zip(known.sentences[::2], known.sentences[1::2], strict=True):
        assert reviews.twin(one) == other
        assert reviews.twin(other) == one
    assert reviews.twin("the film was dull") == "the film was dull"


def test_encode():
    words = {"a": 2, "b": 3}
    rows = reviews.encode(["a b", "b x a b", ""], words, 3)
    np.testing.assert_array_equal(rows, [[2, 3, 0], [3, 1, 2], [0, 0, 0]])


def test_what_cannot_be_made_is_refused():
    with pytest.raises(CourseError, match="no more new sentences"):
        reviews.make(0, 100_000)
    with pytest.raises(CourseError, match="no reviews called 'trian'"):
        reviews.load("trian")
