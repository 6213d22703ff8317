"""Each run of the grader has a secret seed: told to the teacher, and kept."""

from __future__ import annotations

import sqlalchemy as sql

from rnn_course.grading.results.book import open_book
from rnn_course.grading.results.tables import SEEDS
from tests.attacks.forge import TABLE
from tests.grading import hand_in
from tests.test_grade_again import LESSON, RIGHT, answered, grade, place

__all__ = ["place"]  # a fixture


def kept(place):
    book = open_book(f"sqlite:///{place / 'out/gradebook.db'}")
    try:
        found = {s: result for s, (_, result) in book.results(LESSON).items()}
        points = {s: grades["check-double"][0] for s, grades, _ in book.grades(LESSON)}
        return book.seed(LESSON), found, points
    finally:
        book.close()


def test_a_run_has_a_seed_that_is_kept_and_told(place):
    hand_in(
        place / "in", LESSON, {"eve": answered(TABLE.format(key="x", kept="drawn"))}
    )
    grade(place)
    seed, results, points = kept(place)
    assert (points["ann"], points["bob"], points["eve"]) == (1, 0, 0)
    assert {result["probe_seed"] for result in results.values()} == {seed}
    assert any("known inputs alone" in flag for flag in results["eve"]["flags"])
    report = next((place / "out").rglob("report.html")).read_text("utf-8")
    assert f"the seed {seed}" in report

    grade(place, "--again", "eve")
    again, after, _ = kept(place)
    assert again == seed
    assert after["eve"]["verdicts"] == results["eve"]["verdicts"]

    said = grade(place, "--again", "ann", "--probe-seed", "7")
    assert f"the seed {seed} before" in " ".join(said.split())
    assert kept(place)[0] == kept(place)[1]["ann"]["probe_seed"] == 7


def test_a_gradebook_without_a_seed_is_taken_over(place):
    grade(place)
    engine = sql.create_engine(f"sqlite:///{place / 'out/gradebook.db'}")
    with engine.begin() as connection:
        SEEDS.drop(connection)
    engine.dispose()
    hand_in(place / "in", LESSON, {"eve": answered(RIGHT)})
    said = grade(place)
    assert "knows no seed" in " ".join(said.split())
    seed, results, points = kept(place)
    assert points == {"ann": 1, "bob": 0, "eve": 1}
    assert results["eve"]["probe_seed"] == seed
