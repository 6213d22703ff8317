"""The quiz without a browser: the bank, scores, what is released, picks, asking."""

import io
import json
import random
import re
import time
from pathlib import Path

import nbformat
import pytest

from rnn_course.errors import CourseError
from rnn_course.quiz import Quiz, restore
from rnn_course.quiz.bank import BankError, load, loads, release
from rnn_course.quiz.lint import lint, lix
from rnn_course.quiz.picks import MIME, read_picks
from rnn_course.quiz.present import status_line
from rnn_course.quiz.questions import from_dict, letters
from rnn_course.quiz.render import paragraphs, tex_to_html
from rnn_course.quiz.score import PickError, normalise, readings, score

ROOT = Path(__file__).parents[1]
BANKS = sorted((ROOT / "quizzes").glob("*.yaml"))

BANK = """\
lesson: 99-test
feedback: at-once
questions:
  - id: pick-one
    kind: single
    section: First
    text: Which word?
    choices:
      - {text: alpha, because: SECRET-1 alpha is wrong}
      - {text: beta, right: true, because: SECRET-2 beta is right}
      - {text: gamma, because: SECRET-3 gamma is wrong}
  - id: pick-several
    kind: several
    points: 2
    section: First
    text: Which words?
    choices:
      - {text: one, right: true, because: SECRET-4}
      - {text: two, because: SECRET-5}
      - {text: three, right: true, because: SECRET-6}
      - {text: four, because: SECRET-7}
  - id: how-many
    kind: number
    section: Second
    text: How many?
    answer: 2651
    tolerance: 0.5
    unit: parameters
    code: answer = 1 * 50 + 50 * 50 + 50 + 50 + 1  # SECRET-8
    because: SECRET-9
    wrong:
      - {value: 2601, because: SECRET-10 bias}
    otherwise: SECRET-11
  - id: in-order
    kind: order
    section: Second
    text: In which order?
    steps:
      - {text: wake up, because: SECRET-12}
      - {text: get up, because: SECRET-13}
      - {text: eat, because: SECRET-14}
      - {text: go, because: SECRET-15}
  - id: guess-first
    kind: predict
    section: Second
    text: What will happen?
    choices:
      - {text: it rises, because: SECRET-16}
      - {text: it falls, because: SECRET-17}
"""


@pytest.fixture(scope="module")
def bank():
    return loads(BANK, "quizzes/99-test.yaml")


@pytest.fixture(scope="module")
def questions(bank):
    return {question.id: question for question in bank.questions}


@pytest.fixture(autouse=True)
def own_place(monkeypatch, tmp_path):
    """No picks of other tests, no progress of this machine."""
    monkeypatch.setattr("rnn_course.quiz.exchange._memories", {})
    monkeypatch.setenv("RNN_COURSE_PROGRESS", str(tmp_path / "progress"))
    for name in ("JPY_SESSION_NAME", "RNN_COURSE_BANK", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)


# Reading a bank

BROKEN = [
    ("feedback: at-once", "feedback: later", 1, "`at-once` or `after-grading`"),
    ("    kind: single", "    kind: singel", 5, "Did you mean `single`?"),
    ("    kind: single\n", "", 4, "no `kind`"),
    ("    section: First\n    text: Which word?", "    text: x", 4, "no `section`"),
    ("    text: Which word?", "    txt: Which word?", 7, "Did you mean `text`?"),
    ("    text: Which word?", "    text: ''", 7, "`text` is empty"),
    ("    text: Which word?", "    text: [a]", 7, "seen a list"),
    ("id: pick-several", "id: pick-one", 12, "first in line 4"),
    ("id: pick-one", "id: Pick_One", 4, "small letters"),
    ("beta, right: true, be", "beta, be", 4, "seen 0 choices with `right: true`"),
    ("alpha, because", "alpha, right: true, because", 4, "seen 2 choices"),
    ("alpha, because: SECRET-1 alpha is wrong", "alpha", 9, "no `because`"),
    ("right: true, because: SECRET-2", "right: maybe, because: S", 10, "yes or no"),
    ("answer: 2651", "answer: many", 26, "expected a number"),
    ("points: 2", "points: 0", 12, "above 0"),
    ("{text: get up", "{text: wake up", 34, "all different"),
    ("text: it rises", "text: it rises, right: true", 48, "not known"),
    ("text: alpha", "text: a: b: c", 9, "broken YAML"),
    ("    section: Second\n    text: How", "    wrong: 3\n    text: How", 24, "list"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), BROKEN)
def test_a_broken_bank_is_refused_with_its_line(old, new, line, says):
    assert old in BANK
    with pytest.raises(BankError) as caught:
        loads(BANK.replace(old, new, 1), Path("quizzes/99-test.yaml"))
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"quizzes/99-test.yaml:{line}: ")


@pytest.mark.parametrize("text", ["", "- a", "just words", "a: [1", "\t- x: y"])
def test_what_is_not_a_bank_is_refused(text):
    with pytest.raises(BankError):
        loads(text, "bank.yaml")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BankError, match="UTF-8"):
        load(tmp_path / "x.yaml")


# Looking a bank over

FLAWED = [
    ("answer: 2651", "answer: 2650", "its code gives 2651"),
    ("# SECRET-8", "+ unknown", "NameError"),
    ("code: answer =", "code: result =", "leaves no `answer`"),
    ("value: 2601", "value: 2651.2", "within the tolerance"),
    ("text: gamma", "text: all of the above", "name the thing itself"),
    ("text: gamma", "text: None of these", "name the thing itself"),
    ("text: How many?", "text: " + "so it goes on " * 10 + "?", "40 words"),
    ("section: First", "section: Frist", "Did you mean `First`?"),
    ("beta, right", "beta " * 20 + ", right", "much the longest"),
    (
        "text: How many?",
        "text: " + "Characteristic eigendecomposition computations " * 10,
        "Use shorter words",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), FLAWED)
def test_lint_finds(old, new, says):
    flawed = loads(BANK.replace(old, new, 1), "bank.yaml")
    problems = [str(problem) for problem in lint(flawed, {"First", "Second"})]
    assert any(says in problem for problem in problems), problems


def test_lint_passes_a_good_bank(bank):
    assert [p for p in lint(bank, {"First", "Second"}) if p.severity == "error"] == []
    assert lint(load(BANKS[0])) == []


def test_lix_counts_words_and_not_formulas():
    assert lix("We read a short text. It has no hard words.") == 5.0
    assert lix("`numpy.einsum` $\\frac{a}{b}$") == pytest.approx(2.0)


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_our_banks_have_no_errors(path):
    problems = [p for p in lint(load(path)) if p.severity == "error"]
    assert problems == []


# Scores


@pytest.mark.parametrize(
    ("name", "pick", "points", "outcome", "says"),
    [
        ("pick-one", "b", 1, "right", "SECRET-2"),
        ("pick-one", " C ", 0, "wrong", "SECRET-3"),
        ("pick-one", None, 0, "not answered", ""),
        ("pick-several", "ac", 2, "right", "SECRET-6"),
        ("pick-several", "a", 1, "partly", "1 of 2 right"),
        ("pick-several", ["c", "a", "b"], 1, "partly", "SECRET-5"),
        ("pick-several", "a, b", 0, "wrong", "SECRET-5"),
        ("pick-several", "bd", 0, "wrong", "SECRET-7"),
        ("how-many", 2651, 1, "right", "SECRET-9"),
        ("how-many", "2 651", 1, "right", "SECRET-9"),
        ("how-many", "2,651", 1, "right", "SECRET-9"),
        ("how-many", "2650,6 parameters", 1, "right", "SECRET-9"),
        ("how-many", "2601.0", 0, "wrong", "SECRET-10"),
        ("how-many", "−7e2", 0, "wrong", "SECRET-11"),
        ("guess-first", "a", 1, "answered", "SECRET-16"),
        ("guess-first", "b", 1, "answered", "SECRET-17"),
    ],
)
def test_score(questions, name, pick, points, outcome, says):
    result = score(questions[name], pick)
    assert (result.points, result.outcome) == (points, outcome)
    assert says in " ".join(note.text for note in result.notes)


def place_of(question):
    order = sorted(range(4), key=lambda i: question.steps[i].place)
    return [letters(question)[i] for i in order]


def test_order_counts_neighbours(questions):
    question = questions["in-order"]
    right = place_of(question)
    assert right != sorted(right)  # never shown in the right order
    assert score(question, right).outcome == "right"
    turned = right[1:] + right[:1]
    result = score(question, turned)
    assert result.points == pytest.approx(2 / 3, abs=1e-4)
    assert "SECRET-13" in result.notes[1].text  # the step that stands too early
    assert score(question, right[::-1]).points == 0


@pytest.mark.parametrize(
    ("name", "pick", "says"),
    [
        ("pick-one", "z", "letters among a, b, c"),
        ("pick-one", "ab", "one letter"),
        ("pick-one", 3, "letters among"),
        ("pick-one", {"a": 1}, "letters among"),
        ("pick-several", ["a", None], "letters among"),
        ("pick-several", ["a" * 9], "letters among"),
        ("how-many", "many", "a number"),
        ("how-many", True, "a number"),
        ("how-many", float("nan"), "a number"),
        ("how-many", 10**100, "an ordinary number"),
        ("how-many", "1" * 400, "a number"),
        ("how-many", "1e999", "a number"),
        ("in-order", "abc", "every letter once"),
        ("in-order", "aabc", "every letter once"),
        ("in-order", b"abcd", "letters among"),
    ],
)
def test_a_malformed_pick_is_named(questions, name, pick, says):
    with pytest.raises(PickError) as caught:
        normalise(questions[name], pick)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 200


def test_scores_stay_within_their_points_for_any_pick(questions):
    rng = random.Random(1)
    for _ in range(2000):
        question = rng.choice(list(questions.values()))
        known = letters(question) or "0123456789.,- e"
        pick = "".join(rng.choices(known, k=rng.randint(0, 6)))
        try:
            stored = normalise(question, pick)
        except PickError:
            continue
        result = score(question, stored)
        assert 0 <= result.points <= question.points
        assert (result.points == question.points) == (
            result.outcome == "right" or (question.kind == "predict" and bool(pick))
        )
        assert normalise(question, stored) == stored
        assert json.loads(json.dumps(stored)) == stored


def test_adding_a_wrong_choice_never_helps(questions):
    question = questions["pick-several"]
    for pick in ("a", "c", "ac", "b", "abc"):
        more = "".join(sorted({*pick, "d"}))
        assert score(question, more).points <= score(question, pick).points


def test_readings_of_numbers():
    assert readings("8,6") == [8.6]
    assert readings("1,234,567") == [1234567.0]
    assert readings("12,345") == [12.345, 12345.0]
    assert readings("50 %", "%") == [50.0]
    assert readings("1_000") == [1000.0]
    assert readings("0x10") == readings("inf") == readings("") == []


# What is released


def test_released_questions_come_back(bank):
    data = json.loads(json.dumps(release(bank)))
    again = [from_dict(item) for item in data]
    for question, copy in zip(bank.questions, again, strict=True):
        for pick in ("a", "b", "2651", "2601", "dcba", "abcd"):
            try:
                assert score(question, pick) == score(copy, pick)
            except PickError:
                continue


def test_a_graded_class_gets_no_key_and_nothing_to_derive_it_from():
    graded = loads(BANK.replace("at-once", "after-grading"), "bank.yaml")
    text = json.dumps(release(graded))
    for telling in ("SECRET", "right", "2651", "2601", "0.5", "place", "because"):
        assert telling not in text
    names = {name for item in release(graded) for name in item}
    expected = {"id", "kind", "text", "section", "points", "feedback", "choices"}
    assert names == expected | {"steps", "unit"}
    for item in release(graded):
        question = from_dict(item)
        if question.kind not in ("predict", "number"):
            result = score(
                question, letters(question)[0] if question.kind != "order" else "dcba"
            )
            assert (result.outcome, result.points, result.notes) == ("answered", 0, ())


def test_the_shuffle_of_a_graded_class_does_not_depend_on_the_key():
    graded = BANK.replace("at-once", "after-grading")
    swapped = graded.replace("{text: get up", "{text: X").replace(
        "{text: eat", "{text: get up"
    )
    swapped = swapped.replace("{text: X", "{text: eat")
    shown = [
        [s.text for s in loads(text, "b").questions[3].steps]
        for text in (graded, swapped)
    ]
    assert shown[0] == shown[1]


# Text


def test_markdown_is_safe():
    shown = paragraphs(
        "<script>alert(1)</script> [x](javascript:alert(1)) ![i](u) **b**"
    )
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert "<img" not in shown
    assert "<strong>b</strong>" in shown


def test_formulas_are_readable():
    assert "<i>h</i><sub><i>t</i>−1</sub>" in paragraphs("the state $h_{t-1}$")
    assert "<code>" in tex_to_html(r"\frac{1}{2}")
    assert "<" not in tex_to_html("a < b").replace("<span", "").replace(
        "<i>", ""
    ).replace("</", "")
    assert tex_to_html(r"a \, b").count(",") == 0
    assert "<i>h\N{COMBINING TILDE}</i>" in tex_to_html(r"\tilde h")
    assert "<i>y\N{COMBINING CIRCUMFLEX ACCENT}</i><sub>" in tex_to_html(r"\hat{y}_t")
    assert "3\N{COMBINING CIRCUMFLEX ACCENT}</span>" in tex_to_html(r"\hat 3")
    for odd in (r"\tilde", r"\tilde{}"):
        assert "rnnc-formula" in tex_to_html(odd)
    for odd in ("{", "_", "a_{b", "\\", "\\text{", "}"):
        assert "rnnc-formula" in tex_to_html(odd)


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_no_formula_of_a_bank_is_shown_as_tex(path):
    texts = re.findall(r"\$([^$\n]+)\$", path.read_text(encoding="utf-8"))
    assert not [tex for tex in texts if "<code>" in tex_to_html(tex)]


# Picks in notebooks


def quiz_cell(name, source=None, *outputs):
    cell = nbformat.v4.new_code_cell(
        source or f'quiz.ask("{name}")', outputs=list(outputs)
    )
    cell.metadata.nbgrader = {"grade_id": f"quiz-{name}", "points": 1, "grade": True}
    return cell


def saved(name, pick, **more):
    payload = {"question": name, "pick": pick, "attempts": 1, **more}
    return nbformat.v4.new_output("display_data", {MIME: payload})


def picks_of(*cells):
    return read_picks(nbformat.v4.new_notebook(cells=list(cells)))


def test_picks_are_read_from_outputs_and_source():
    assert picks_of(
        quiz_cell("one", None, saved("one", "b")),
        quiz_cell("two", 'quiz.ask("two", answer=["a", "c"])', saved("two", ["b"])),
        quiz_cell("three", 'quiz.ask("three", answer=12.5)'),
        quiz_cell("four", 'quiz.ask("four", "ab")'),
        quiz_cell("five", None, saved("five", "a"), saved("five", "c")),
        quiz_cell("six"),
    ) == {"one": "b", "two": ["a", "c"], "three": 12.5, "four": "ab", "five": "c"}


HOSTILE = [
    quiz_cell("x", None, saved("y", "b")),
    quiz_cell("x", None, saved("x", {"a": 1})),
    quiz_cell("x", None, saved("x", "b" * 1000)),
    quiz_cell("x", None, saved("x", ["a"] * 1000)),
    quiz_cell("x", None, saved("x", [["a"]])),
    quiz_cell("x", None, saved("x", True)),
    quiz_cell("x", None, saved("x", float("nan"))),
    quiz_cell("x", 'quiz.ask("x", answer=__import__("os").system("false"))'),
    quiz_cell("x", 'quiz.ask("y", answer="b")'),
    quiz_cell("x", 'other.ask("x", answer="b")'),
    quiz_cell("x", 'quiz.ask("x", answer="b"'),
    quiz_cell("x", 'quiz.ask("x", answer=' + "(" * 900 + ")" * 900 + ")"),
    quiz_cell("x", "quiz.ask('x', answer=" + "-" * 1500 + "1)"),
    quiz_cell("x", "#" * 10_000 + '\nquiz.ask("x", answer="b")'),
    nbformat.v4.new_code_cell('quiz.ask("x", answer="b")'),
    nbformat.v4.new_code_cell("", outputs=[saved("x", "b")]),
]


@pytest.mark.parametrize("cell", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_picks_are_passed_over(cell):
    assert picks_of(cell) == {}


@pytest.mark.parametrize(
    "notebook", [{}, {"cells": 3}, {"cells": [3, {}, {"outputs": 1}]}, []]
)
def test_hostile_notebooks_are_passed_over(notebook):
    assert read_picks(notebook) == {}


def test_a_pick_in_the_state_of_its_widget_counts_last():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "m1"}}
    cell = quiz_cell(
        "one", None, saved("one", "a"), nbformat.v4.new_output("execute_result", view)
    )
    notebook = nbformat.v4.new_notebook(cells=[cell])
    state = {
        "m1": {"state": {"saved": {"question": "one", "pick": "c", "attempts": 2}}}
    }
    notebook.metadata.widgets = {
        "application/vnd.jupyter.widget-state+json": {"state": state}
    }
    assert read_picks(notebook) == {"one": "c"}


def test_picks_pass_through_nbgraders_clearing():
    from rnn_course.grading.picks import AnswerQuizzes, KeepPicks

    cells = [quiz_cell("one", None, saved("one", "b")), quiz_cell("two")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["rnn_course_picks"] = {"two": "b"}  # a forged one is replaced
    KeepPicks().preprocess(notebook, {})
    notebook.cells[0].outputs = []
    AnswerQuizzes().preprocess(notebook, {})
    assert notebook.cells[0].source == "quiz.ask('one', answer='b')"
    assert notebook.cells[1].source == 'quiz.ask("two")'
    nbformat.validate(notebook)


# Asking


def ask(bank, name, answer=None, record=lambda *_: None):
    return Quiz("99-test", bank.questions, record).ask(name, answer)


def test_ask_gives_points_as_plain_text(bank, capfd):
    for name, answer, shown in [
        ("pick-one", "b", "1.0"),
        ("pick-one", "a", "0.0"),
        ("pick-several", "a", "1.0"),
        ("how-many", None, "0.0"),
        ("how-many", "nonsense", "0.0"),
        ("pick-one", object(), "0.0"),
    ]:
        answered = ask(bank, name, answer)
        assert repr(answered) == shown
        assert answered._repr_mimebundle_()["text/plain"] == shown
    assert capfd.readouterr() == ("", "")


def test_ask_names_an_unknown_question(bank):
    with pytest.raises(CourseError, match="Did you mean `pick-one`"):
        ask(bank, "pick-on")


def test_ask_tells_progress_once_for_each_answer(bank):
    told = []
    ask(bank, "pick-one", "b", lambda *what: told.append(what))
    ask(bank, "how-many", None, lambda *what: told.append(what))
    assert told == [("99-test", "pick-one", 1.0, 1.0, "b")]


def test_while_grading_only_the_explicit_answer_counts(bank, monkeypatch):
    ask(bank, "pick-one", "b")
    assert ask(bank, "pick-one").points == 1  # this kernel remembers
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert ask(bank, "pick-one").points == 0
    assert ask(bank, "pick-one", "b").points == 1
    page = ask(bank, "pick-one", "b")._repr_mimebundle_()["text/html"]
    assert "Your answer: <b>b</b>" in page
    assert "SECRET-2" in page


def test_static_page_holds_no_key_before_grading(bank):
    for question in bank.questions:
        page = ask(bank, question.id)._repr_mimebundle_()["text/html"]
        assert "SECRET" not in page
        assert f"quiz.ask(&quot;{question.id}&quot;, answer=" in page


def test_an_answer_written_in_the_cell_gets_its_verdict_without_a_widget(bank):
    page = ask(bank, "pick-one", "a")._repr_mimebundle_()["text/html"]
    assert "Not right yet. 0 of 1 point" in page
    assert "Your answer: <b>a</b>" in page
    page = ask(bank, "pick-one", "b")._repr_mimebundle_()["text/html"]
    assert "Right. 1 of 1 point" in page
    assert "SECRET-2" in page
    page = ask(bank, "pick-one", "z")._repr_mimebundle_()["text/html"]  # no such letter
    assert "Right." not in page
    assert "SECRET" not in page


def test_only_who_has_no_answer_in_the_cell_is_sent_back_for_the_question():
    assert "run the cell near the top" in status_line("b")
    assert status_line("b", written=True) == "Your answer: b."


def test_a_written_answer_has_no_verdict_before_its_time(tmp_path):
    path = tmp_path / "99-test.yaml"
    path.write_text(BANK.replace("at-once", "after-grading"))
    late = load(path)
    page = ask(late, "pick-one", "b")._repr_mimebundle_()["text/html"]
    assert "SECRET" not in page
    assert "Right." not in page


def test_keys_come_from_the_instructors_bank_while_grading(tmp_path, monkeypatch):
    path = tmp_path / "99-test.yaml"
    path.write_text(BANK.replace("at-once", "after-grading"))
    monkeypatch.setenv("RNN_COURSE_BANK", str(path))
    with pytest.raises(CourseError, match="No released lesson"):
        Quiz("99-test").ask("pick-one", "b")  # in a learner's kernel it is not read
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for place in (path, tmp_path):
        monkeypatch.setenv("RNN_COURSE_BANK", str(place))
        assert Quiz("99-test").ask("pick-one", "b").points == 1
    monkeypatch.setenv("RNN_COURSE_BANK", str(tmp_path / "none"))
    with pytest.raises(CourseError, match="No released lesson"):
        Quiz("99-test").ask("pick-one", "b")


# Restoring


def test_a_letter_that_does_not_exist_keeps_the_answer_before(bank):
    assert ask(bank, "pick-one", "b").points == 1
    again = ask(bank, "pick-one", "z")
    assert again.points == 1
    assert "z" in again._repr_mimebundle_()["text/html"]


@pytest.fixture
def notebook_file(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    path = tmp_path / "99-test.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))

    def write(*cells):
        nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
        later = time.time() + 5
        restore.os.utime(path, (later, later))

    write()
    return write


def test_a_pick_comes_back_from_the_saved_file(bank, notebook_file):
    assert ask(bank, "pick-one").points == 0
    notebook_file(quiz_cell("pick-one", None, saved("pick-one", "b", attempts=3)))
    assert ask(bank, "pick-one").points == 1


def test_a_pick_that_no_longer_fits_is_forgotten(bank, notebook_file):
    notebook_file(quiz_cell("pick-one", None, saved("pick-one", "z")))
    assert repr(ask(bank, "pick-one")) == "0.0"


def test_an_unsaved_pick_survives_a_restart(bank, notebook_file, monkeypatch):
    path = restore.notebook_path({})
    past = time.time() - 60
    restore.os.utime(path, (past, past))
    ask(bank, "pick-one", "b")
    monkeypatch.setattr("rnn_course.quiz.exchange._memories", {})  # the kernel restarts
    assert ask(bank, "pick-one").points == 1
    notebook_file()  # saved without the pick, as after "Clear Outputs of All Cells"
    monkeypatch.setattr("rnn_course.quiz.exchange._memories", {})
    assert ask(bank, "pick-one").points == 1


@pytest.mark.parametrize("restarted", [False, True])
def test_a_renamed_notebook_keeps_its_picks(
    bank, notebook_file, monkeypatch, restarted
):
    notebook_file(quiz_cell("pick-one", None, saved("pick-one", "b")))
    path = restore.notebook_path({})
    other = path.with_name("older.ipynb")
    other.write_text("{}")
    restore.os.utime(other, (1, 1))
    ask(bank, "pick-one")
    path.rename(path.with_name("ada 99.ipynb"))
    if restarted:  # by the server, with the name of its first start
        monkeypatch.setattr("rnn_course.quiz.exchange._memories", {})
    assert ask(bank, "pick-one").points == 1


def test_an_unsaved_pick_survives_a_new_name(bank, notebook_file):
    ask(bank, "pick-one", "b")
    path = restore.notebook_path({})
    path.rename(path.with_name("ada 99.ipynb"))
    assert ask(bank, "pick-one").points == 1


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"cells": 1}', "[" * 100_000])
def test_a_damaged_file_is_no_trouble(bank, notebook_file, text):
    path = restore.notebook_path({})
    path.write_text(text)
    assert ask(bank, "pick-one").points == 0


def test_visual_studio_code_names_its_file(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("{}")
    assert restore.notebook_path({"__vsc_ipynb_file__": str(path)}) == path
    assert restore.notebook_path({"__vsc_ipynb_file__": str(path) + "x"}) is None
    assert restore.notebook_path({}) is None


# In a kernel of IPython, without a browser


def test_in_ipython_the_pick_is_displayed_and_updated(bank, monkeypatch):
    from IPython.core.interactiveshell import InteractiveShell

    shown = []

    def display(data, raw, display_id, update):
        shown.append((data[MIME]["pick"], data["text/plain"], display_id, update))

    monkeypatch.setattr("IPython.display.display", display)
    shell = InteractiveShell()
    monkeypatch.setattr("rnn_course.quiz.exchange._shell", lambda: shell)
    quiz = Quiz("99-test", bank.questions, lambda *_: None)
    answered = quiz.ask("pick-one")
    assert "application/vnd.jupyter.widget-view+json" in answered._repr_mimebundle_()
    widget = quiz._widgets["pick-one"]
    front = json.dumps(widget.get_state(), default=str)
    assert "SECRET" not in front  # the key stays in Python

    widget._receive(widget, {"kind": "answer", "pick": "zz"}, [])
    assert "letters among" in widget.reply["headline"]
    widget._receive(widget, {"kind": "answer", "pick": "c"}, [])
    assert widget.reply["outcome"] == "wrong"
    assert widget.reply["section"] == "First"
    assert "SECRET-3" in widget.reply["notes"][0]["html"]
    widget._receive(widget, {"kind": "answer", "pick": "b"}, [])
    assert widget.kept[MIME]["pick"] == widget.saved["pick"] == "b"
    widget._receive(widget, "rubbish", [])
    assert [(pick, update) for pick, _, _, update in shown] == [
        (None, False),
        ("c", True),
        ("b", True),
    ]
    assert repr(answered) == "1.0"
    assert quiz.ask("pick-one").points == 1  # run again


def test_a_graded_class_hears_nothing_from_the_widget(monkeypatch):
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.setattr("IPython.display.display", lambda *_, **__: None)
    monkeypatch.setattr("rnn_course.quiz.exchange._shell", InteractiveShell)
    graded = loads(BANK.replace("at-once", "after-grading"), "bank.yaml")
    quiz = Quiz("99-test", [from_dict(item) for item in release(graded)])
    told = []
    quiz._record = lambda *what: told.append(what)
    for name, pick in [
        ("pick-one", "b"),
        ("how-many", "2651"),
        ("in-order", list("dcba")),
    ]:
        quiz.ask(name)
        widget = quiz._widgets[name]
        widget._receive(widget, {"kind": "answer", "pick": pick}, [])
        assert widget.reply["headline"] == "Answered."
        assert widget.reply["notes"] == []
        assert "points" not in widget.saved
    assert [what[2] for what in told] == [None] * 3


# Export


def test_gift_says_what_the_bank_says(bank):
    from rnn_course.quiz.export import export

    blocks = export(bank, "gift").split("\n\n")[1:]
    assert [block.split("::")[1] for block in blocks] == [q.id for q in bank.questions]
    single, several, number, order, predict = blocks
    assert "\t=beta#SECRET-2" in single
    assert "\t~alpha#SECRET-1" in single
    assert "\t~%50%one#" in several
    assert "\t~%-50%two#" in several
    assert "{#\n\t=2651:0.5#SECRET-9" in number
    assert "=%0%2601:0.5#SECRET-10" in number
    assert "~#SECRET-11" in number
    assert order.index("=1. -> wake up") < order.index("=4. -> go")
    assert "=it rises#" in predict
    assert "~%100%it falls#" in predict


def test_gift_escapes_its_own_signs():
    from rnn_course.quiz.export import export

    odd = loads(BANK.replace("text: gamma", "text: 'a=b {c} ~d #e f:g \\h'"), "b")
    assert r"a\=b \{c\} \~d \#e f\:g \\h" in export(odd, "gift")


def test_moodle_xml_says_what_the_bank_says(bank):
    from xml.etree import ElementTree

    from rnn_course.quiz.export import export

    found = ElementTree.fromstring(export(bank, "moodle-xml")).findall("question")
    kinds = [node.get("type") for node in found]
    assert kinds == [
        "category",
        *["multichoice"] * 2,
        "numerical",
        "matching",
        "multichoice",
    ]
    single, several, number, order, predict = found[1:]
    shares = [
        [answer.get("fraction") for answer in node.findall("answer")]
        for node in (single, several, number, predict)
    ]
    assert shares == [
        ["0", "100", "0"],
        ["50", "-50", "50", "-50"],
        ["100", "0", "0"],
        ["100", "100"],
    ]
    assert [n.findtext("single") for n in (single, several)] == ["true", "false"]
    assert single.findtext("answer[2]/feedback/text") == "SECRET-2 beta is right"
    assert number.findtext("answer/text") == "2651"
    assert number.findtext("answer/tolerance") == "0.5"
    assert [n.findtext("answer/text") for n in order.findall("subquestion")] == [
        "wake up", "get up", "eat", "go",
    ]  # fmt: skip
    assert several.findtext("defaultgrade") == "2"


def test_qti_says_what_the_bank_says(bank):
    import zipfile
    from xml.etree import ElementTree

    from rnn_course.quiz.export import export

    content = export(bank, "qti")
    assert content == export(bank, "qti")
    archive = zipfile.ZipFile(io.BytesIO(content))
    manifest = ElementTree.fromstring(archive.read("imsmanifest.xml"))
    names = [node.get("href") for node in manifest.iter() if node.tag.endswith("}file")]
    assert names == ["99-test.xml"]
    space = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}
    paper = ElementTree.fromstring(archive.read(names[0]))
    items = paper.findall(".//q:item", space)
    assert [item.get("ident") for item in items] == [q.id for q in bank.questions]

    def full(item):
        rules = item.findall("q:resprocessing/q:respcondition", space)
        scored = [rule for rule in rules if rule.find("q:setvar", space) is not None]
        return [
            [v.text for v in rule.iter(f"{{{space['q']}}}varequal")] for rule in scored
        ]

    assert full(items[0]) == [["b"]]
    assert full(items[1]) == [["a", "b", "c", "d"]]  # b and d inside <not>
    nots = items[1].findall(".//q:not/q:varequal", space)
    assert [node.text for node in nots] == ["b", "d"]
    assert full(items[2]) == [["2651"]]
    assert full(items[3]) == [[letter] for letter in place_of(bank.questions[3])]
    assert full(items[4]) == [["a"], ["b"]]
    for item in items:
        told = {
            node.get("linkrefid") for node in item.iter() if "linkrefid" in node.attrib
        }
        kept = {node.get("ident") for node in item.findall("q:itemfeedback", space)}
        assert told == kept


def test_an_unknown_format_is_named(bank):
    from rnn_course.quiz.export import export

    with pytest.raises(CourseError, match="Did you mean `gift`"):
        export(bank, "gif")


def test_while_grading_the_pick_is_data_without_words(bank, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    monkeypatch.setattr("rnn_course.quiz.exchange._shell", object)
    monkeypatch.setattr("rnn_course.quiz.exchange._memory", lambda *_: None)
    monkeypatch.setenv("RNN_COURSE_GRADING", "1")
    answered = ask(bank, "pick-one", "b")
    assert (shown[0][MIME]["pick"], shown[0][MIME]["points"]) == ("b", 1)
    assert shown[0]["text/plain"] == ""
    assert (
        "application/vnd.jupyter.widget-view+json" not in answered._repr_mimebundle_()
    )
