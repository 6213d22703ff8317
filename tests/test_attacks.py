"""No hostile submission gains a point, learns a secret or does harm; neighbours thrive."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from rnn_course.grading.grade import grade_class
from rnn_course.grading.order import Order
from rnn_course.submission.job import Limits
from rnn_course.submission.suspicion import oddities
from tests.attacks import Attack, attacks_on
from tests.confine_host import ORDINARY
from tests.course import ROOT, notebook

pytestmark = pytest.mark.slow

CELL, NOTEBOOK = 4.0, 40.0
LIMITS = Limits(cell=CELL, notebook=NOTEBOOK, memory=1_500_000_000, processes=64)
ODD_NAME = "<script>markupAttack()"
SECRETS = ("honest-ones-secret", "teachers-token")
EXERCISE = {"00-start-here": "double", "03-predict-the-next-number": "build_model"}


def put(book, name, source):
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
            cell.source = source


def trimmed(book, name):
    """Keep a lesson's exercise and its check, and what stands before."""
    last = f"check-{name}"
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in book.cells]
    book.cells = book.cells[: ids.index(last) + 1]
    return book


def honest(lesson, right):
    book = notebook("solutions", lesson)
    if not right:
        put(book, "double", "def double(x):\n    return x ** 2")
        put(book, "build_model", "def build_model(units, activation):\n    return None")
    secret = nbformat.v4.new_code_cell(f"mine = {SECRETS[0]!r}")
    book.cells.insert(2, secret)
    return trimmed(book, EXERCISE[lesson]) if lesson[:2] == "03" else book


class Trial:
    """A class of attackers and two honest students, graded once."""

    def __init__(self, lesson: str, folder: Path) -> None:
        self.lesson, self.folder = lesson, folder
        self.handed_in, self.out = folder / "submitted", folder / "out"
        self.attacks = {one.name: one for one in attacks_on(lesson)}
        self.server = socket.create_server(("127.0.0.1", 0))
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagrams.bind(("127.0.0.1", self.server.getsockname()[1]))
        self.named = socket.socket(socket.AF_UNIX)
        self.named.bind(str(folder / "socket"))
        self.named.listen()
        (folder / "socket").chmod(0o777)
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0attack-{os.getpid()}-{lesson}")
        self.abstract.listen()

    def __enter__(self):
        (self.folder / "home/.ssh").mkdir(parents=True)
        (self.folder / "home/.ssh/id_rsa").write_text(SECRETS[1])
        for name, right in (("honest-one", True), ("honest-two", False)):
            self.hand_in(name, nbformat.writes(honest(self.lesson, right)).encode())
        for one in self.attacks.values():
            self.hand_in(one.name, self.file_of(one))
        self.hand_in(ODD_NAME, nbformat.writes(honest(self.lesson, False)).encode())
        self.before = self.looks()
        began = time.monotonic()
        self.summary = grade_class(
            Order(ROOT, self.lesson, self.handed_in, self.out, workers=2, limits=LIMITS)
        )
        self.seconds = time.monotonic() - began
        self.results = self.read_results()
        return self

    def __exit__(self, *_):
        for one in (self.server, self.datagrams, self.named, self.abstract):
            one.close()

    def hand_in(self, student, data):
        folder = self.handed_in / student / self.lesson
        folder.mkdir(parents=True)
        (folder / f"{self.lesson}.ipynb").write_bytes(data)

    def file_of(self, one: Attack) -> bytes:
        book = honest(self.lesson, True)
        del book.cells[2]
        if one.source is not None:
            put(book, EXERCISE[self.lesson], self.aimed(one.source))
        made = one.change(book) if one.change else book
        return made if isinstance(made, bytes) else nbformat.writes(made).encode()

    def aimed(self, source):
        places = {
            "out": self.out,
            "in": self.handed_in,
            "root": ROOT,
            "home": self.folder / "home",
            "port": self.server.getsockname()[1],
            "socket": self.folder / "socket",
            "abstract": f"attack-{os.getpid()}-{self.lesson}",
        }
        return re.sub(r"@(\w+)@", lambda match: str(places[match[1]]), source)

    def looks(self):
        """Return every file handed in, as it is."""
        paths = [p for p in self.handed_in.rglob("*") if p.is_file()]
        return {
            p: (p.stat().st_size, p.stat().st_mtime, p.stat().st_mode) for p in paths
        }

    def read_results(self):
        with sqlite3.connect(self.out / "gradebook.db") as db:
            db.row_factory = sqlite3.Row
            rows = db.execute("SELECT * FROM rnn_course_result").fetchall()
        return {row["student"]: json.loads(row["result"]) for row in rows}

    def points(self, student):
        query = """
            SELECT grade.auto_score FROM grade
            JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
            JOIN submitted_assignment
              ON submitted_notebook.assignment_id = submitted_assignment.id
            JOIN base_cell ON grade.cell_id = base_cell.id
            WHERE submitted_assignment.student_id = ? AND base_cell.name = ?"""
        name = f"check-{EXERCISE[self.lesson]}"
        with sqlite3.connect(self.out / "gradebook.db") as db:
            found = db.execute(query, (student, name)).fetchall()
        return found[0][0]

    def executed(self, student):
        path = self.out / "autograded" / student / self.lesson / f"{self.lesson}.ipynb"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def run_trial(tmp_path_factory, monkeypatch):
    """Return what grades all attacks on a lesson, once."""
    monkeypatch.setenv("SECRET_TOKEN", SECRETS[1])
    trials = []

    def run(lesson):
        place = Path("/tmp") if Path("/tmp").is_dir() else tmp_path_factory.mktemp("t")
        folder = place / f"rnn-attacks-{os.getpid()}-{lesson}"
        folder.mkdir()
        trials.append(Trial(lesson, folder))
        return trials[-1].__enter__()

    yield run
    for trial in trials:
        trial.__exit__()
        shutil.rmtree(trial.folder, ignore_errors=True)


LESSONS = list(EXERCISE)


def test_there_are_enough_of_them():
    assert sum(len(attacks_on(lesson)) for lesson in LESSONS) >= 40


def test_the_guide_lists_them():
    from tests.attacks.guide import PAGE, renewed

    assert PAGE.read_text(encoding="utf-8") == renewed(), "run python -m tests.attacks"


def printed(text):
    """Return what the cells of an executed notebook have printed."""
    cells = json.loads(text)["cells"] if text else []
    outputs = (output for cell in cells for output in cell.get("outputs", []))
    return "".join(str(output.get("text", "")) for output in outputs)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_batch_of_attacks(run_trial, lesson, subtests):
    """Graded once, looked at from every side."""
    trial = run_trial(lesson)
    for one in trial.attacks.values():
        with subtests.test(one.name):
            it_gets_what_it_deserves(trial, one)
    for look in (
        the_search_of_memory_has_really_searched,
        honest_students_get_theirs,
        nothing_was_harmed,
        nobody_called_home,
        nobody_outlives_the_batch,
        it_took_no_longer_than_its_limits_say,
        no_markup_reaches_a_page,
    ):
        with subtests.test(look.__name__):
            look(trial)


def it_gets_what_it_deserves(trial, one):
    assert trial.points(one.name) == one.points, trial.results[one.name]
    flags = " | ".join(trial.results[one.name]["flags"])
    assert any(part in flags for part in one.flag.split("|")), trial.results[one.name]
    if not one.flag and oddities(one.source or ""):
        assert "worth a look" in flags
    text = trial.executed(one.name)
    assert "FOUND" not in printed(text)
    assert len(text) < 40_000_000
    for secret in SECRETS:
        assert secret not in text


def the_search_of_memory_has_really_searched(trial):
    if "searches-all-memory" in trial.attacks:
        assert "searched" in printed(trial.executed("searches-all-memory"))


def honest_students_get_theirs(trial):
    worth = {"00-start-here": 1.0, "03-predict-the-next-number": 2.0}[trial.lesson]
    assert trial.points("honest-one") == worth
    assert trial.points("honest-two") == 0
    for student in ("honest-one", "honest-two"):
        flags = trial.results[student]["flags"]
        assert [flag for flag in flags if "deleted cell" not in flag] == []


def nothing_was_harmed(trial):
    assert trial.looks() == trial.before
    for name in ("planted.py", "ran", "pickled", "from_config", "named"):
        for folder in (
            Path("/tmp"),
            trial.out,
            trial.handed_in,
            ROOT,
            Path("/dev/shm"),
        ):
            assert not (folder / name).exists()


def nobody_called_home(trial):
    for one in (trial.server, trial.datagrams, trial.named, trial.abstract):
        one.setblocking(False)
        with pytest.raises(BlockingIOError):
            one.accept() if one is not trial.datagrams else one.recv(10)


def nobody_outlives_the_batch(_trial):
    """Whoever is there now must soon be gone: other graders' learners may be at work."""
    there, until = confined_processes(), time.monotonic() + 90
    while there & confined_processes():
        assert time.monotonic() < until
        time.sleep(0.2)


def it_took_no_longer_than_its_limits_say(trial):
    assert len(trial.results) == len(trial.attacks) + 3
    assert trial.seconds < NOTEBOOK * len(trial.results) / 2


def no_markup_reaches_a_page(trial):
    pages = [*trial.out.rglob("*.html")]
    assert any("markup" in str(page) for page in pages)
    for page in pages:
        assert "<script>markupAttack" not in page.read_text(encoding="utf-8")


def confined_processes():
    """Return the number and start of each process of a confined learner."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if place.stat().st_uid in range(0x60000000, 0x70000000):
                start = (place / "stat").read_text().rpartition(")")[2].split()[19]
                found.add((place.name, start))
        except OSError:
            continue
    return found


@pytest.mark.skipif(os.geteuid() != 0, reason="everything runs as an ordinary user")
def test_an_ordinary_user_grades_just_so():
    """Confined by namespaces of its own, without any help of root."""
    lesson = "00-start-here"
    attacks = {one.name: one for one in attacks_on(lesson)}
    chosen = ("equals-everything", "writes-outside", "kills-everybody", "thread-bomb")
    folder = Path(tempfile.mkdtemp(prefix="rnn-attacks-", dir="/tmp"))
    trial = Trial.__new__(Trial)
    trial.lesson, trial.folder, trial.out = lesson, folder, folder / "out"
    trial.handed_in, trial.server = folder / "submitted", socket.create_server(("", 0))
    for name in chosen:
        trial.hand_in(name, trial.file_of(attacks[name]))
    trial.hand_in("honest", nbformat.writes(honest(lesson, True)).encode())
    for path in (folder, *folder.rglob("*")):
        os.chown(path, ORDINARY, ORDINARY)
    command = [sys.executable, "-m", "tests.as_user", "rnn_course", "grade", "00"]
    done = subprocess.run(
        [*command, str(trial.handed_in), "--out", str(trial.out)],
        cwd=ROOT,
        env=os.environ | {"HOME": str(folder), "MPLCONFIGDIR": str(folder)},
        capture_output=True,
        text=True,
    )
    trial.server.close()
    assert done.returncode == 0, done.stdout + done.stderr
    trial.results = trial.read_results()
    assert trial.points("honest") == 1
    assert trial.results["honest"]["flags"] == []
    for name in chosen:
        assert trial.points(name) == 0
        assert "FOUND" not in printed(trial.executed(name))
        assert "not run" not in str(trial.results[name]["flags"])
    shutil.rmtree(folder)


def test_names_of_students_are_no_paths(tmp_path):
    from rnn_course.grading.handed_in.collect import safe_name

    for name in ("../../x", "..", "/etc/passwd", "a\x00b", "x" * 5000, "\\\\host\\x"):
        safe = safe_name(name)
        assert "/" not in safe
        assert safe not in (".", "..")
        assert len(safe) < 256


def test_links_and_bombs_are_left_out(tmp_path):
    """Symbolic links, zip bombs and paths that lead out; see also the reader's tests."""
    import zipfile

    from rnn_course.errors import CourseError
    from rnn_course.grading.handed_in.collect import collect

    lesson = "00-start-here"
    (tmp_path / "secret.ipynb").write_text("{}")
    place = tmp_path / "in" / "linker" / lesson
    place.mkdir(parents=True)
    (place / f"{lesson}.ipynb").symlink_to(tmp_path / "secret.ipynb")
    found = collect(tmp_path / "in", lesson)
    assert not found.found
    assert found.problems
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"bomber/{lesson}/{lesson}.ipynb", bytes(300_000_000))
        archive.writestr(f"../../../climber/{lesson}/{lesson}.ipynb", "{}")
    try:
        for one in collect(bomb, lesson).found:
            assert ".." not in one.student
            assert len(one.read()) < 100_000_000
    except (CourseError, OSError):
        pass


def test_twelve_thousand_mutated_notebooks_do_no_harm():
    """The reader of notebooks: no crash, no hang, whatever comes."""
    from rnn_course.grading.handed_in.sanitize import sanitize
    from rnn_course.submission.read import NoNotebook

    trial_book = ROOT / "lessons/00-start-here/00-start-here.ipynb"
    data = trial_book.read_bytes()
    assignment = lesson_facts("00-start-here")
    chance, read = random.Random(4), 0
    for _ in range(12_000):
        mutated = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(mutated))
            kind = chance.random()
            if kind < 0.5:
                mutated[place] = chance.randrange(256)
            elif kind < 0.75:
                del mutated[place : place + chance.randint(1, 200)]
            else:
                start = chance.randrange(len(mutated))
                mutated[place:place] = mutated[start : start + chance.randint(1, 200)]
        began = time.process_time()
        try:
            sanitize(bytes(mutated), assignment)
            read += 1
        except NoNotebook:
            pass
        assert time.process_time() - began < 5.0
    assert 100 < read < 11_900


def lesson_facts(lesson):
    import tempfile

    from rnn_course.build.release import enter_in_gradebook
    from rnn_course.grading.plan.assignment import load
    from rnn_course.grading.results.book import open_book

    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/gradebook.db"
        enter_in_gradebook(ROOT, lesson, address)
        book = open_book(address)
        facts = book.facts(lesson)
        book.close()
        return load(ROOT, lesson, facts)
