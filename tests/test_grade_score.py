"""Points come from what a test cell says, by nbgrader's rules, mended."""

import pytest

from rnn_course.cards import VERDICT_MIME
from rnn_course.submission.score import read_points, read_verdict


def said(text):
    return {"output_type": "execute_result", "data": {"text/plain": text}}


ERROR = {"output_type": "error", "ename": "AssertionError", "evalue": "no"}
NOISE = {"output_type": "stream", "name": "stderr", "text": "careful"}


@pytest.mark.parametrize(
    ("source", "outputs", "points"),
    [
        ("check.f(f)", [said("1.5")], 1.5),
        ("check.f(f)", [said("2.0")], 2),
        ("check.f(f)", [NOISE, said("2.0")], 2),  # stock gives 0
        ("check.f(f)", [], 0),  # stock gives 2
        ("check.f(f)", [said("nonsense")], 0),  # stock gives 2
        ("check.f(f)", [said("99")], 0),  # stock stops
        ("check.f(f)", [said("nan")], 0),
        ("check.f(f)", [said("-1")], 0),  # stock gives 2
        ("check.f(f)", [said("2.0"), ERROR], 0),
        ("assert f(1) == 2", [], 2),
        ("assert f(1) == 2", [ERROR], 0),
        ("assert f(1) == 2", [NOISE], 2),
        ("assert f(1)\n0.5", [said("0.5")], 0.5),
        ("np.testing.assert_allclose(f(1), 2)", [], 2),
        ("if not f(1):\n    raise ValueError", [], 2),
    ],
)
def test_points(source, outputs, points):
    assert read_points(source, outputs, 2.0)[0] == points


@pytest.mark.parametrize("outputs", [[], [said("nonsense")], [said("99")]])
def test_strange_silence_is_flagged(outputs):
    assert read_points("check.f(f)", outputs, 2.0)[1]


def test_verdicts_are_read():
    verdict = {"outcome": "wrong", "mistake": "x"}
    output = {"output_type": "execute_result", "data": {VERDICT_MIME: verdict}}
    assert read_verdict([NOISE, output]) == verdict
    assert read_verdict([NOISE]) is None
