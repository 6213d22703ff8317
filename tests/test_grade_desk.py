"""Steps with a student's text are done within limits, and end alone."""

from __future__ import annotations

import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_course.errors import CourseError
from rnn_course.grading.confine import landlock, seccomp
from rnn_course.grading.limits import Share
from rnn_course.grading.workers.desk import Desk, Overrun, grant

SHARE = Share(0.5, answer=1_000_000, memory=200_000_000, patience=60.0)


def spin() -> None:
    while True:
        pass


def deep() -> int:
    sys.setrecursionlimit(10**9)

    def fall(n: int) -> int:
        return fall(n + 1) + 1

    return fall(0)


class Known(CourseError):
    pass


def refuse(text: str) -> None:
    raise Known(text)


def read_much(size: int) -> str:
    grant(Share(0.5, by_megabyte=10.0), size)
    until = time.process_time() + 1.0
    while time.process_time() < until:
        pass
    return "read"


STEPS = {
    "spin": spin,
    "in C": lambda: re.match(r"(a+)+$", "a" * 40 + "b"),
    "memory": lambda: len(bytearray(3_000_000_000)),
    "answer": lambda: "x" * 5_000_000,
    "deep": deep,
    "ends": lambda: os._exit(0),
    "sleeps": lambda: time.sleep(1000),
    "refuse": refuse,
    "odd": lambda: {}["x"],
    "add": lambda a, b: a + b,
    "read": read_much,
    "who": os.getpid,
}


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk(STEPS, (Known,)) as desk:
        yield desk


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("spin", "too much time"),
        ("in C", "too much time"),
        ("memory", "too much memory"),
        ("answer", "larger than 1 MB"),
        ("deep", "too much"),
        ("ends", "ended with status 0"),
        ("odd", "KeyError"),
    ],
)
def test_a_step_over_its_share_ends_alone(desk: Desk, name: str, why: str) -> None:
    with pytest.raises(Overrun, match=why):
        desk.do(name, SHARE)
    assert desk.do("add", SHARE, "a", "b\n") == "ab\n"


def test_one_that_hangs_is_given_up(desk: Desk) -> None:
    with pytest.raises(Overrun, match="too long"):
        desk.do("sleeps", Share(0.5, patience=0.5))
    assert desk.do("add", SHARE, 1, 2) == 3


def test_its_own_words_come_back(desk: Desk) -> None:
    with pytest.raises(Known, match=r"^no\nnotebook$"):
        desk.do("refuse", SHARE, "no\nnotebook")


def test_what_has_read_much_has_more_time(desk: Desk) -> None:
    with pytest.raises(Overrun):
        desk.do("read", SHARE, 0)
    assert desk.do("read", SHARE, 1_000_000) == "read"


def test_each_step_has_a_share_of_its_own(desk: Desk) -> None:
    """Time is not added up: a hundred honest steps end nothing."""
    first = desk.do("who", SHARE)
    for _ in range(8):
        desk.do("read", Share(0.5, by_megabyte=10.0), 1_000_000)
    assert desk.do("who", SHARE) == first != os.getpid()


def test_the_child_goes_with_its_desk(desk: Desk) -> None:
    number = desk.do("who", SHARE)
    desk.renew()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    assert desk.do("who", SHARE) != number


def test_it_inherits_no_open_file(desk: Desk) -> None:
    with (
        Path(os.devnull).open() as file,
        Desk({"look": lambda: look(file.fileno())}) as other,
    ):
        assert other.do("look", SHARE) == "closed"


def look(number: int) -> str:
    try:
        os.fstat(number)
    except OSError:
        return "closed"
    return "open"


HARM = {
    "empties": lambda place: (place / "file").open("w").close(),
    "adds": lambda place: (place / "other").touch(),
    "deletes": lambda place: (place / "file").unlink(),
    "renames": lambda place: (place / "file").rename(place / "other"),
    "makes a folder": lambda place: (place / "folder").mkdir(),
    "opens its rights": lambda place: (place / "file").chmod(0o777),
    "starts": lambda place: os.posix_spawn("/bin/true", ["true"], {}),
    "forks": lambda place: os.fork() or os._exit(0),
    "connects": lambda place: socket.socket(),
    "signals": lambda place: os.kill(os.getppid(), 0),
}


@pytest.mark.skipif(
    landlock.version() == 0 or not seccomp.is_offered(), reason="this kernel has none"
)
@pytest.mark.parametrize("name", HARM)
def test_it_reads_and_does_nothing_else(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("kept")

    def harm() -> str:
        assert (tmp_path / "file").read_text() == "kept"
        HARM[name](tmp_path)
        return "done"

    with Desk({"harm": harm}) as desk, pytest.raises(Overrun, match="Errno 1"):
        desk.do("harm", SHARE)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "kept"
    assert (tmp_path / "file").stat().st_mode & 0o777 != 0o777
