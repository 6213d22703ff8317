"""The page on a class: lines, distributions, mistakes, and what can be said of them."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ..files import write_whole
from ..grading.results.pages import render
from ..grading.results.report import draw_spread
from .claim_words import fact_words, finding_words, rule_words
from .claims import find_claims
from .class_facts import find_facts
from .class_people import Member
from .class_records import LessonRecord, Term
from .standing import EXCUSED, MISSING, Line, Standing

__all__ = ["write_class_page"]

WIDTH, HEIGHT, EDGE = 176, 42, 5
MOST_MISTAKES = 12
SHOWN_FROM = 2  # students who make a mistake, for it to be listed


def write_class_page(
    path: Path, term: Term, found: Sequence[Standing], named: bool = False
) -> Path:
    """Write the page; return its path.

    Parameters
    ----------
    found : sequence of Standing
        Where everybody stands.
    named : bool
        Whether to show who is who; else each student has a number.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, _page(term, found, named).encode("utf-8", "replace"))
    return path


def _page(term: Term, found: Sequence[Standing], named: bool) -> str:
    ordered = sorted(found, key=_place)
    names = {
        one.member.key: one.member.name if named else f"Student {number}"
        for number, one in enumerate(ordered, 1)
    }

    def call(member: Member) -> str:
        return names[member.key]

    claims, works = (
        find_claims(term),
        [w for r in term.lessons for w in r.works.values()],
    )
    return render(
        "class",
        title=term.plan.title,
        when=term.now.astimezone(term.plan.zone).strftime("%d %B %Y, %H:%M"),
        named=named,
        graded=len(works),
        open=sum(len(record.open) for record in term.lessons),
        pending=sum(bool(work.marks.pending) for work in works),
        notes=term.notes if named else [],
        findings=finding_words(claims, call),
        rules=rule_words(claims),
        facts=fact_words(find_facts(term), call),
        lessons=[_lesson(record) for record in term.lessons],
        mistakes=_mistakes(term.lessons),
        students=_students(ordered, call),
    )


def _place(one: Standing) -> tuple[float, str]:
    """Sort by the grade, so that a number on a page without names gives nobody away."""
    percent = one.final.percent
    return (-1.0 if percent is None else percent), one.member.name


def _lesson(record: LessonRecord) -> dict[str, Any]:
    points = [sum(work.marks.scores.values()) for work in record.works.values()]
    words = "Nothing has been graded."
    if points:
        middle = statistics.median(points)
        words = (
            f"{len(points)} graded, the middle is {middle:g} of {record.most:g} points."
        )
    return {
        "number": record.name[:2],
        "title": record.title,
        "chart": draw_spread(points, record.most),
        "words": words,
    }


def _mistakes(lessons: Sequence[LessonRecord]) -> list[dict[str, Any]]:
    made = []
    for record in lessons:
        counts: Counter[tuple[str, str]] = Counter()
        for work in record.works.values():
            counts.update(set(work.mistakes))
        for (exercise, mistake), count in counts.items():
            total = len(record.works)
            low, high = wilson(count, total)
            made.append({
                "lesson": record.name[:2], "exercise": exercise,
                "name": mistake.replace("-", " "), "count": count, "total": total,
                "share": count / total, "low": low, "high": high,
            })  # fmt: skip
    made = [row for row in made if row["count"] >= SHOWN_FROM]
    made.sort(key=lambda row: (-row["share"], row["lesson"], row["name"]))
    return made[:MOST_MISTAKES]


def wilson(count: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's interval for a share."""
    share, square = count / total, z * z / total
    middle = (share + square / 2) / (1 + square)
    half = z * math.sqrt(share * (1 - share) / total + square / (4 * total))
    half /= 1 + square
    return max(0.0, middle - half), min(1.0, middle + half)


def _students(
    ordered: Sequence[Standing], call: Callable[[Member], str]
) -> list[dict[str, Any]]:
    middles = _middles(ordered)
    return [
        {
            "name": call(one.member),
            "line": draw_line(one.lines, middles),
            "earned": _percent([x.earned for x in one.lines if x.work is not None]),
            "handed_in": _handed_in(one.lines),
            "late": sum(bool(line.late) for line in one.lines) or "–",
            "grade": _percent([one.final.percent]) + ("*" if one.unsettled else ""),
        }
        for one in ordered
    ]


def _percent(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{statistics.fmean(known):.0f} %" if known else "–"


def _handed_in(lines: Sequence[Line]) -> str:
    own = [line for line in lines if line.state != EXCUSED]
    closed = [x for x in own if x.work is not None or x.state == MISSING]
    return f"{sum(x.work is not None for x in own)} of {len(closed)}"


def _middles(found: Sequence[Standing]) -> dict[str, float]:
    """Return lesson → the median of what was earned."""
    earned: dict[str, list[float]] = {}
    for one in found:
        for line in one.lines:
            if line.work is not None:
                earned.setdefault(line.record.name, []).append(line.work.percent)
    return {name: statistics.median(values) for name, values in earned.items()}


def draw_line(lines: Sequence[Line], middles: Mapping[str, float]) -> Markup:
    """Draw one student's way through the term, with words for it."""
    step = (WIDTH - 2 * EDGE) / max(len(lines) - 1, 1)
    class_, own, marks, words = [], [[]], [], []
    for place, line in enumerate(lines):
        x = EDGE + place * step
        name = line.record.name
        if name in middles:
            class_.append(f"{x:.1f},{_height(middles[name]):.1f}")
        if line.work is None:
            own.append([])
            if line.state == MISSING:
                gap = '<line class="gap" x1="{}" x2="{}" y1="{}" y2="{}"/>'
                y = HEIGHT - 2
                marks.append(Markup(gap).format(f"{x - 4:.1f}", f"{x + 4:.1f}", y, y))
            words.append(f"{name[:2]} {line.state}")
            continue
        y, kind = _height(line.work.percent), "late" if line.late else "dot"
        own[-1].append(f"{x:.1f},{y:.1f}")
        dot = '<circle class="{}" cx="{}" cy="{}" r="3"/>'
        marks.append(Markup(dot).format(kind, f"{x:.1f}", f"{y:.1f}"))
        words.append(
            f"{name[:2]} {line.work.percent:.0f} %{', late' if line.late else ''}"
        )
    way = '<polyline class="{}" points="{}"/>'
    ways = [Markup(way).format("class", " ".join(class_))]
    ways += [Markup(way).format("own", " ".join(one)) for one in own if one]
    return Markup(
        '<svg class="line" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, "; ".join(words), Markup("").join([*ways, *marks]))


def _height(percent: float) -> float:
    return EDGE + (HEIGHT - 2 * EDGE) * (1 - min(max(percent, 0.0), 100.0) / 100)
