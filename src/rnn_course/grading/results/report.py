"""The report on a class: how the points are spread, and what was misunderstood."""

from __future__ import annotations

import datetime
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from ... import released
from ...cards import to_html
from ...checks import exercises
from ...checks.verdict import NOT_ATTEMPTED, WRONG
from ...files import write_whole
from ...quiz.present import shown_pick
from ..handed_in.people import safe_name
from ..plan.assignment import Assignment
from .marks import Marks
from .pages import render

__all__ = ["write_report"]

MOST_ROWS = 60  # mistakes listed
COLUMNS = 10  # of the chart


def write_report(
    out: Path,
    assignment: Assignment,
    marks: Sequence[Marks],
    problems: Sequence[str] = (),
    missing: Sequence[str] = (),
    strangers: Sequence[str] = (),
    folder: Path | None = None,
) -> Path:
    """Write ``report.html``; return its path.

    Parameters
    ----------
    out : Path
        Where results are.
    missing, strangers : sequence of str
        Who handed in nothing, and who is not in the list of the class.
    folder : Path, optional
        Where the report stands; `out` when left out.
    """
    path = (folder or out) / "report.html"
    up = "" if path.parent == out else "../"
    page = _page(out, assignment, marks, problems, missing, strangers, up)
    write_whole(path, page.encode("utf-8", "replace"))
    return path


def _page(
    out: Path,
    assignment: Assignment,
    marks: Sequence[Marks],
    problems: Sequence[str],
    missing: Sequence[str],
    strangers: Sequence[str],
    up: str,
) -> str:
    lesson = assignment.lesson
    most = assignment.most
    totals = [one.total for one in marks]
    seconds = [one.result["seconds"] for one in marks if one.result.get("seconds")]
    return render(
        "report",
        title=released.read(lesson)["title"],
        lesson=lesson,
        when=datetime.datetime.now().strftime("%d %B %Y, %H:%M"),
        handed_in=len(marks),
        most=most,
        median=statistics.median(totals) if totals else 0.0,
        full=sum(total >= most for total in totals),
        chart=draw_spread(totals, most),
        mistakes=count_mistakes(lesson, marks)[:MOST_ROWS],
        parts=[_part(assignment, name, marks) for name in assignment.graded],
        flagged=[
            _row(out, lesson, m, up) | {"flags": m.result["flags"]}
            for m in marks
            if m.result.get("flags")
        ],
        by_hand=[one.student for one in marks if one.pending],
        missing=missing,
        strangers=strangers,
        problems=problems,
        students=[_row(out, lesson, one, up) for one in marks],
        seconds=statistics.median(seconds) if seconds else 0.0,
        seeds=count_seeds(marks),
    )


def count_seeds(marks: Sequence[Marks]) -> list[tuple[str, int]]:
    """Return from which seeds questions were drawn, and for how many; "" for none."""
    graded = [one.result for one in marks if one.result.get("verdicts")]
    seeds = Counter(str(result.get("probe_seed", "")) for result in graded)
    return seeds.most_common()


def count_mistakes(lesson: str, marks: Sequence[Marks]) -> list[dict[str, Any]]:
    """Return the recognised mistakes, the most common first."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in marks:
        for name, verdict in (one.result.get("verdicts") or {}).items():
            if verdict and verdict.get("outcome") == WRONG and verdict.get("mistake"):
                key = (name.removeprefix("check-"), str(verdict["mistake"]))
                seen[key].append(str(verdict.get("reason", "")))
    known = exercises(lesson)
    rows = [
        {
            "exercise": exercise,
            "name": mistake.replace("-", " "),
            "count": len(reasons),
            "share": len(reasons) / len(marks),
            "reason": Markup(to_html(Counter(reasons).most_common(1)[0][0][:600])),
            "section": known[exercise].section if exercise in known else "",
        }
        for (exercise, mistake), reasons in seen.items()
    ]
    return sorted(rows, key=lambda row: (-row["count"], row["exercise"], row["name"]))


def _part(assignment: Assignment, name: str, marks: Sequence[Marks]) -> dict[str, Any]:
    most = assignment.graded[name].points
    scores = [one.scores[name] for one in marks]
    rest = [sum(one.scores.values()) - one.scores[name] for one in marks]
    verdicts = [(one.result.get("verdicts") or {}).get(name) or {} for one in marks]
    picks = Counter(
        shown_pick(one.result["picks"][name.removeprefix("quiz-")])
        for one in marks
        if name.removeprefix("quiz-") in (one.result.get("picks") or {})
    )
    return {
        "label": name.removeprefix("check-").removeprefix("quiz-"),
        "title": _title(assignment.lesson, name),
        "most": most,
        "earned": sum(scores) / (most * len(scores)) if scores and most else 0.0,
        "full": sum(score >= most for score in scores),
        "empty": sum(v.get("outcome") == NOT_ATTEMPTED for v in verdicts),
        "tells": correlation(scores, rest),
        "picks": picks.most_common(8) if name.startswith("quiz-") else [],
    }


def _title(lesson: str, name: str) -> str:
    known = exercises(lesson)
    exercise = name.removeprefix("check-")
    if exercise in known:
        return known[exercise].title
    return "question" if name.startswith("quiz-") else ""


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Pearson's correlation; None where it says nothing."""
    if len(one) < 5 or len(set(one)) < 2 or len(set(other)) < 2:
        return None
    return statistics.correlation(one, other)


def _row(out: Path, lesson: str, one: Marks, up: str) -> dict[str, Any]:
    place = Path("feedback") / one.student / lesson / f"{lesson}.html"
    page = f"{up}{quote(place.as_posix())}" if (out / place).exists() else ""
    seconds = one.result.get("seconds", 0.0)
    return {
        "student": one.student,
        "total": one.total,
        "seconds": seconds,
        "page": page,
    }


def draw_spread(totals: Sequence[float], most: float) -> Markup:
    """Draw how many students have how many points, as SVG with words for it."""
    if not totals or not most:
        return Markup("<p>There is nothing to show yet.</p>")
    width = most / COLUMNS
    counts = [0] * COLUMNS
    for total in totals:
        counts[min(COLUMNS - 1, max(0, int(total / width)))] += 1
    words = "; ".join(
        f"{low * width:g} to {(low + 1) * width:g} points: {count}"
        for low, count in enumerate(counts)
    )
    columns = Markup("").join(_columns(counts, width))
    return Markup(
        '<svg class="chart" viewBox="0 0 640 220" role="img" aria-label="{words}">'
        '{columns}<line class="axis" x1="20" x2="620" y1="180" y2="180"/>'
        '<text x="320" y="216" text-anchor="middle">points</text></svg>'
    ).format(words=f"Students by points. {words}.", columns=columns)


def _columns(counts: Sequence[int], width: float) -> list[Markup]:
    step, high = 600 / COLUMNS, max(counts)
    drawn = []
    for place, count in enumerate(counts):
        left, tall = 20 + place * step, 150 * count / high
        drawn.append(
            Markup(
                '<rect class="column" x="{}" y="{}" width="{}" height="{}"/>'
            ).format(
                f"{left + 3:.1f}", f"{180 - tall:.1f}", f"{step - 6:.1f}", f"{tall:.1f}"
            )
        )
        if count:
            drawn.append(_word(left + step / 2, 174 - tall, str(count)))
    edges = [f"{place * width:g}" for place in range(COLUMNS + 1)]
    return drawn + [_word(20 + p * step, 197, edge) for p, edge in enumerate(edges)]


def _word(x: float, y: float, text: str) -> Markup:
    tag = '<text x="{}" y="{}" text-anchor="middle">{}</text>'
    return Markup(tag).format(f"{x:.1f}", f"{y:.1f}", escape(text))


def missing_students(known: Iterable[str], marks: Sequence[Marks]) -> list[str]:
    """Return who is known and has handed in nothing.

    A student who comes from an LMS may be known by id, by number or by name.
    """
    there, names = set(), set()
    for one in marks:
        number = str(one.result.get("lms", ""))
        name = one.student.removesuffix(f"_{number}") if number else one.student
        there |= {one.student, number, name}
        if number:  # Moodle gives a person another number for each assignment
            names.add(name)
    return sorted(
        {
            name
            for name in known
            if safe_name(name) not in there
            and re.sub(r"_\d+$", "", safe_name(name)) not in names
        }
    )
