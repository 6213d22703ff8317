"""How far each lesson has come, and what to do next, as a command to copy."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..grading.results.places import lesson_folder
from ..plain import on_one_line
from .class_plan import ClassPlan, LessonPlan, Moment
from .class_records import LessonRecord, Term

__all__ = ["Row", "Step", "next_steps", "rows"]

COURSE = "python3 course.py"
NAMED = 8  # names in one line


@dataclass(frozen=True)
class Row:
    """One lesson, as numbers."""

    number: str
    title: str
    due: str
    released: str
    handed_in: str
    graded: str
    waits: str
    fed_back: str


@dataclass(frozen=True)
class Step:
    """What to do: why, and the command or the place."""

    lesson: str
    why: str
    command: str = ""


def rows(term: Term) -> list[Row]:
    """Return a row for each lesson."""
    return [_row(term, record) for record in term.lessons]


def _row(term: Term, record: LessonRecord) -> Row:
    plan, works = record.plan, record.works
    concerned = [m for m in term.members if term.concerns(plan, m)]
    handed = sum(member.key in record.handed_in for member in concerned)
    pending = sum(bool(work.marks.pending) for work in works.values())
    fed = sum(work.fed_back for work in works.values())
    waits = pending + len(record.waiting)
    return Row(
        plan.name[:2], record.title, _when(plan.due, term), _released(term, record),
        f"{handed} of {len(concerned)}" if concerned else "0",
        f"{len(works)}" + (f", {len(record.open)} not" if record.open else ""),
        f"{waits}" if waits else "–", f"{fed} of {len(works)}" if works else "–",
    )  # fmt: skip


def _released(term: Term, record: LessonRecord) -> str:
    release = record.plan.release
    if release is not None and release > term.now:
        return f"from {_when(release, term)}"
    if release is not None or record.handed_in:
        return "yes"
    return "not said"


def _when(moment: Moment | None, term: Term) -> str:
    if moment is None:
        return "–"
    here = moment.astimezone(term.plan.zone)
    return here.strftime("%Y-%m-%d %H:%M")


def next_steps(term: Term) -> list[Step]:
    """Return what to do, the most pressing first."""
    steps = [step for record in term.lessons for step in _of_lesson(term, record)]
    if any(step.command and _lacks_place(term, step) for step in steps):
        why = "SUBMISSIONS stands for what was handed in: say where it is, with "
        steps.append(Step("", f"{why}`submissions` in {term.plan.path.name}."))
    if term.strangers:
        names = _few(term.strangers)
        why = f"not in the list of students: {names}. Add them to {term.plan.path.name}"
        steps.append(Step("", f"{why}, or to its list."))
    if not steps and any(record.works for record in term.lessons):
        class_ = shlex.quote(str(term.plan.path.parent))
        steps.append(
            Step("", "everything is graded.", f"{COURSE} class report {class_}")
        )
    return steps


def _lacks_place(term: Term, step: Step) -> bool:
    return any(
        record.plan.submissions is None and record.name[:2] == step.lesson
        for record in term.lessons
    )


def _of_lesson(term: Term, record: LessonRecord) -> Iterator[Step]:
    plan, works, number = record.plan, record.works, record.name[:2]
    ahead = plan.release is not None and plan.release > term.now
    if not record.handed_in and not record.waiting:
        yield from _of_empty(term, record, ahead)
        return
    if record.open:
        new = sum(why == "new" for why in record.open.values())
        again = len(record.open) - new
        said = [f"{new} to grade"] if new else []
        said += [f"{again} handed in again since"] if again else []
        yield Step(number, ", ".join(said) + ".", grade_command(term.plan, plan))
    if record.waiting:
        told = "; ".join(f"{name} {why}" for name, why in record.waiting.items())
        yield Step(number, f"to look at: {on_one_line(told, 400)}.")
    pending = sum(bool(work.marks.pending) for work in works.values())
    if pending:
        yield Step(
            number,
            f"{pending} wait for you to grade by hand, under Formgrader; then grade "
            "with the same words as before.",
            f"{COURSE} lab --here",
        )
    stale = sum(not work.fed_back for work in works.values())
    if stale and not record.open:
        yield Step(
            number,
            f"{stale} feedback pages are missing, or older than their grades.",
            grade_command(term.plan, plan),
        )
    if works and not record.open and not pending and not stale:
        flagged = sum(bool(work.marks.result.get("flags")) for work in works.values())
        report = lesson_folder(plan.graded, plan.name) / "report.html"
        if flagged and report.exists():
            yield Step(number, f"{flagged} flagged; {report} says why.")


def _of_empty(term: Term, record: LessonRecord, ahead: bool) -> Iterator[Step]:
    plan, number = record.plan, record.name[:2]
    if ahead:
        first = next(
            one for one in term.lessons
            if one.plan.release and one.plan.release > term.now
        )  # fmt: skip
        if first is record:
            when = _when(plan.release, term)
            yield Step(number, f"to hand out on {when}: lessons/{plan.name}/")
    elif plan.due is not None and plan.due <= term.now:
        why = "it was due, and nothing has been graded."
        yield Step(number, why, grade_command(term.plan, plan))


def grade_command(plan: ClassPlan, lesson: LessonPlan) -> str:
    """Return the words that grade a lesson of this class."""
    place = str(lesson.submissions) if lesson.submissions else "SUBMISSIONS"
    words = ["grade", lesson.name[:2], place, "--out", str(lesson.graded)]
    if lesson.gradebook:
        words += ["--gradebook", lesson.gradebook]
    if plan.roster_path is not None:
        words += ["--students", str(plan.roster_path)]
    if lesson.due is not None:
        words += ["--due", lesson.due.isoformat(" ")]
    return f"{COURSE} {shlex.join(words)}"


def _few(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
