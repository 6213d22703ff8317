"""Outputs are kept as JupyterLab stores them, and bounded."""

from __future__ import annotations

import pytest

from rnn_course.grading.cells.outputs import MOST_DATA, MOST_TEXT, Outputs, Stream
from rnn_course.grading.checker.shown import read_ran
from rnn_course.submission.job import CellResult
from rnn_course.submission.walk import _settle


@pytest.fixture
def outputs():
    return Outputs()


def test_neighbours_on_one_stream_are_one_output(outputs):
    for name, text in [
        ("stdout", "a"),
        ("stdout", "b\n"),
        ("stderr", "c"),
        ("stdout", "d"),
    ]:
        outputs.write(name, text)
    assert [(o["name"], o["text"]) for o in outputs.kept] == [
        ("stdout", "ab\n"),
        ("stderr", "c"),
        ("stdout", "d"),
    ]


@pytest.mark.parametrize(
    ("parts", "text"),
    [(("1\r", "2\r", "3"), "3"), (("a\nb\rc",), "a\nc"), (("a\r\n", "b"), "a\nb")],
)
def test_a_carriage_return_begins_the_line_anew(outputs, parts, text):
    for part in parts:
        outputs.write("stdout", part)
    assert outputs.kept[0]["text"] == text


def test_a_flood_of_text_is_cut(outputs):
    stream = Stream(outputs, "stdout")
    for _ in range(300):
        stream.write("x" * 10_000)
    assert outputs.cut
    assert len(outputs.kept[0]["text"]) < MOST_TEXT + 100


def test_a_flood_of_pictures_is_cut(outputs):
    for _ in range(5000):
        outputs.show({"text/plain": "x"}, {}, output_type="display_data")
    outputs.show({"image/png": "x" * (MOST_DATA + 1)}, {}, output_type="display_data")
    assert outputs.cut
    assert len(outputs.kept) <= 1000


def test_clearing_waits_for_the_next_output(outputs):
    outputs.write("stdout", "a")
    outputs.clear(wait=True)
    assert outputs.kept
    outputs.write("stdout", "b")
    assert [o["text"] for o in outputs.kept] == ["b"]
    outputs.clear(wait=False)
    assert outputs.kept == []


def test_a_later_cell_changes_an_earlier_display():
    displays = {}
    first = CellResult(
        [{"output_type": "display_data", "data": {"a": 1}, "display_id": "x"}]
    )
    _settle(first, displays)
    second = CellResult([{"display_id": "x", "data": {"a": 2}, "metadata": {}}])
    _settle(second, displays)
    assert first.outputs == [
        {"output_type": "display_data", "data": {"a": 2}, "metadata": {}}
    ]
    assert second.outputs == []


@pytest.mark.parametrize("odd", [5, None, [1, 2], {"a": "b"}, ["a", 3]])
def test_what_should_be_text_and_is_not_is_left_out(odd):
    """A notebook that holds it could not be made into a page."""
    data = {"text/plain": odd, "image/png": odd, "application/json": odd, "text/x": "x"}
    told = {"output_type": "display_data", "data": data, "metadata": {"image/png": odd}}
    (shown,) = read_ran({"outputs": [told]})["outputs"]
    assert set(shown["data"]) == {"application/json", "text/x"}


def test_a_progress_bar_takes_the_room_of_its_last_line(outputs):
    for step in range(MOST_TEXT // 50):
        outputs.write("stdout", f"\rEpoch 1: step {step} " + "━" * 100)
    assert not outputs.cut
    outputs.write("stdout", "\n" + "x" * MOST_TEXT)
    assert outputs.cut
    outputs.write("stdout", "x" * MOST_TEXT)
    assert len(outputs.kept[0]["text"]) < 1.1 * MOST_TEXT


def test_what_is_cleared_takes_no_room(outputs):
    """As a curve that is drawn anew after each epoch."""
    for _ in range(100):
        outputs.clear(wait=True)
        outputs.show({"image/png": "a" * (MOST_DATA // 50)}, None, output_type="x")
        outputs.write("stdout", "x" * (MOST_TEXT // 50))
    assert not outputs.cut
    assert len(outputs.kept) == 2
    for text in ("a", "b"):
        outputs.update("it", {"text/plain": text}, None)
    assert [one["data"]["text/plain"] for one in outputs.updates] == ["b"]
