"""Random days with a real server and real kernels: no pick is lost, no card is wrong."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from rnn_course.quiz.bank import load
from rnn_course.quiz.score import score
from rnn_course.rehearsal import rehearse
from tests import browser, quick_kernels
from tests.picks_days import LESSON, Day, Wrong, alone, draw, write_notebook
from tests.picks_server import Server
from tests.picks_tab import Habits, Tab
from tests.picks_window import FAULTS as IN_THE_FRONT
from tests.picks_window import Windows, put_back

pytestmark = pytest.mark.slow

SAMPLE, ALL, FAULTY = 8, 300, 16  # days: in CI, in the proof, in that of each fault

NO_RECORD = "from rnn_course.quiz import restore; restore.Memory._record = lambda _: {}"
NO_HOME = "from rnn_course.quiz import picks; picks.HOME = ''"

#: The faults that were mended, each with what is put back.
FAULTS = {
    "an error replaces the output that held the pick": Habits(
        unseen=f"{NO_RECORD}; {NO_HOME}"
    ),
    "outputs are cleared": Habits(keeps=False),
    "restarted before it is saved": Habits(saves=False, looks=False, unseen=NO_RECORD),
    "the card does not look into the file": Habits(looks=False),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """JupyterLab's server, whose kernels start at once."""
    root, home = tmp_path_factory.mktemp("days"), tmp_path_factory.mktemp("home")
    kernels = tmp_path_factory.mktemp("kernels")
    with quick_kernels.Nursery(kernels):
        lab, process = browser.start_lab(root, home, JUPYTER_PATH=str(kernels))
        yield Server(lab)
        browser.stop(process)


#: Days in real windows: in the proof, in CI, for each fault; an answer, and more steps.
IN_WINDOWS, SHORT, FINDING = 20, [15, 26], [4, 15]
FIRST, LENGTH = (0.1, 0.5), 6


@pytest.fixture
def windows(running_chromium, server) -> Iterator[Windows]:
    """Real windows on the server's JupyterLab."""
    windows = Windows(running_chromium.contexts[0], server)
    yield windows
    windows.close()


def live(server: Server, seed: int, habits: Habits | None = None) -> Day:
    """Live one day in modelled tabs."""
    rng = random.Random(f"{seed} of JupyterLab's questions")
    folder = server.lab.root / f"{seed}-{id(habits)}"
    folder.mkdir()
    write_notebook(folder / "lesson.ipynb")

    def open_tab(path: str) -> Tab:
        return Tab(server, path, habits or Habits(), lambda: rng.random() < 0.5)

    end = partial(server.end, folder.name)
    day = Day(server.lab.root, f"{folder.name}/lesson.ipynb", open_tab, end)
    try:
        day.live(draw(seed))
    finally:
        for tab in day.tabs:
            tab.close()
        end()
    return day


def try_to_live(
    server: Server, habits: Habits | None, seed: int
) -> tuple[str, Day | None]:
    """Live one day; return what was wrong on it, or nothing, and the day."""
    try:
        return "", live(server, seed, habits)
    except Wrong as wrong:
        return f"day {seed}: {wrong}", None


def check_counts(day: Day) -> str:
    """Run `rnn-course check` on the notebook in front; compare what it counts."""
    path = day.root / day.tab.path
    holds = alone(path)
    asked = {
        one.id: one for one in load(browser.ROOT / f"quizzes/{LESSON}.yaml").questions
    }
    counts = {one.name: one for one in rehearse(path).results if one.name in asked}
    for name, question in asked.items():
        points = score(question, holds.get(name)).points
        answered = counts[name].outcome == "answered"
        if counts[name].points != points or answered != (name in holds):
            return f"check says {counts[name]}, the file holds {holds.get(name)}"
    return ""


#: A day that lost a pick: renamed, answered, restarted before the answer was saved.
RENAMED = 156


@pytest.mark.parametrize("seed", [*range(SAMPLE), RENAMED])
def test_a_random_day_loses_no_pick(server, seed):
    day = live(server, seed)
    assert seed or check_counts(day) == ""


def wrong_in(windows: Windows, seed: int, unseen: str = "") -> str:
    """Live one day in real windows; return what was wrong on it, or nothing."""
    steps = [("answer", *FIRST), *draw(seed, LENGTH)]
    try:
        return check_counts(windows.live(seed, steps, unseen))
    except Exception as wrong:  # a window that hangs is a fault, too
        windows.close()
        return f"day {seed}: {wrong!r}"


@pytest.mark.parametrize("seed", SHORT)
def test_a_day_in_real_windows_loses_no_pick(windows, seed):
    assert wrong_in(windows, seed) == ""
    assert windows.said["in the file"] > 5


@pytest.mark.long
def test_no_day_in_real_windows_loses_a_pick(windows, proof):
    lost: list[str] = []
    found: dict[str, list[str]] = {}

    def save(days: int) -> None:  # what was found so far
        result = {
            "days in Chromium": days,
            "days on which a pick was lost or a card was wrong": lost,
            "what cards said, at every look": dict(windows.said),
            "with each fault put back": found,
        }
        proof.save("picks_in_windows", result)

    for seed in range(IN_WINDOWS):
        lost += filter(None, [wrong_in(windows, seed)])
        save(seed + 1)
    for name, it in IN_THE_FRONT.items():
        said = [wrong_in(windows, seed, put_back(it)) for seed in FINDING]
        found[name] = list(filter(None, said))
        save(IN_WINDOWS)
    assert lost == []
    assert all(found.values())


@pytest.mark.long
def test_no_day_loses_a_pick_and_every_fault_is_found(server, proof):
    def wrong(habits: Habits | None, days: int) -> list[str]:
        with ThreadPoolExecutor(2) as pool:
            lived = pool.map(partial(try_to_live, server, habits), range(days))
            said = [
                said or (check_counts(day) if seed % 10 == 0 else "")
                for seed, (said, day) in enumerate(lived)
            ]
            return [one for one in said if one]

    lost = wrong(None, ALL)
    faults = {name: len(wrong(habits, FAULTY)) for name, habits in FAULTS.items()}
    proof.save(
        "picks",
        {
            "days": ALL,
            "days on which a pick was lost or a card was wrong": lost,
            "days with each fault put back": FAULTY,
            "of these, the fault was found on": faults,
        },
    )
    assert lost == []
    assert all(faults.values())
