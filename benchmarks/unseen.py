"""How often the checks are right about answers that nobody who wrote a check has seen.

    python benchmarks/unseen.py [--lesson 02 …] [--told]

`tests/unseen/` holds the answers, each with what is unusual or wrong about it. Each is
judged as the lesson's own check would judge it. `--told` prints what each wrong one hears,
beside its slip, to be read by a person: whether a sentence misleads, no script can tell.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from IPython.utils.capture import capture_output

from rnn_course.checks import PASSED, WRONG, judge
from rnn_course.checks.verdict import Verdict
from tests.course import LESSONS, ROOT, code_cells, solution_names

FENCE = re.compile(
    r'^```python exercise="(\w+)" kind="(right|wrong)" slip="([^\n]*)"\n(.*?)^```$',
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Answer:
    """One answer of the corpus."""

    exercise: str
    kind: str
    slip: str
    code: str


def answers(path: Path) -> Iterator[Answer]:
    """Read a file of the corpus."""
    for found in FENCE.finditer(path.read_text(encoding="utf-8")):
        yield Answer(*found.groups())


def names_for(lesson: str, codes: list[str]) -> dict[str, Any]:
    """The names of the solved lesson that the answers use, and whatever these need."""
    names = dict(solution_names(lesson))
    cells = [cell.source for cell in code_cells("solutions", lesson)]
    wanted = set().union(*map(_used, codes)) - set(names) - set(dir(builtins))
    chosen: set[int] = set()
    while wanted:
        makers = {i for i, cell in enumerate(cells) if _made(cell) & wanted} - chosen
        chosen |= makers
        wanted = set().union(*(_used(cells[i]) for i in makers)) - set(names)
    for index in sorted(chosen):
        with capture_output():
            exec(compile(cells[index], f"<{lesson}: cell {index}>", "exec"), names)
    return names


def _used(code: str) -> set[str]:
    return {node.id for node in _named(code) if isinstance(node.ctx, ast.Load)}


def _made(code: str) -> set[str]:
    return {node.id for node in _named(code) if isinstance(node.ctx, ast.Store)}


def _named(code: str) -> Iterator[ast.Name]:
    try:
        tree = ast.parse(code)
    except SyntaxError:  # an answer may be one
        return
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Name))


def verdict_on(lesson: str, answer: Answer, names: dict[str, Any]) -> Verdict | None:
    """Run the answer's cell and its check; None where the cell itself stops."""
    namespace = dict(names)
    try:
        with capture_output():
            exec(compile(answer.code, "<answer>", "exec"), namespace)
            return judge(lesson, answer.exercise, namespace[answer.exercise], namespace)
    except Exception:  # the learner reads Python's own words under the cell
        return None


def result_of(answer: Answer, verdict: Verdict | None) -> str:
    """In one word, what the check made of the answer."""
    if verdict is None:
        return "stopped by Python"
    if answer.kind == "right":
        return "accepted" if verdict.outcome == PASSED else "refused"
    if verdict.outcome == PASSED:
        return "let through"
    if verdict.outcome != WRONG:
        return "not judged"
    return "named" if verdict.mistake else "not named"


def main() -> None:
    """Judge the corpus, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", nargs="*", default=[])
    parser.add_argument("--told", action="store_true", help="what each answer hears")
    asked = parser.parse_args()
    total: Counter[str] = Counter()
    for path in sorted((ROOT / "tests/unseen").glob("lesson_*.md")):
        number = path.stem.removeprefix("lesson_")
        if asked.lesson and number not in asked.lesson:
            continue
        lesson = next(name for name in LESSONS if name.startswith(number))
        corpus = list(answers(path))
        names = names_for(lesson, [answer.code for answer in corpus])
        found: Counter[str] = Counter()
        for answer in corpus:
            verdict = verdict_on(lesson, answer, names)
            result = result_of(answer, verdict)
            found[result] += 1
            if asked.told or result in ("refused", "let through", "not judged"):
                reason = verdict.reason if verdict else ""
                identity = (verdict and verdict.mistake) or "-"
                print(
                    f"{number}.{answer.exercise} [{result}, {identity}] {answer.slip}"
                )
                print(f"    {reason}", flush=True)
        print(number, dict(found), flush=True)
        total += found
    print(json.dumps(total))


if __name__ == "__main__":
    main()
