"""The table of attacks in the guide."""

from __future__ import annotations

from rnn_course.submission.suspicion import oddities
from tests.attacks import Attack, attacks_on
from tests.course import ROOT

__all__ = ["PAGE", "renewed"]

PAGE = ROOT / "docs" / "protection.md"
BEGIN, END = "<!-- attacks: python -m tests.attacks -->", "<!-- end of attacks -->"
GROUPS = {
    "forge": "Make a wrong answer look right",
    "spy": "Read what is not yours",
    "escape": "Reach the network, write outside, outlive the notebook",
    "flood": "Floods, and what never ends",
    "broken": "Files that are no notebook, or not the one that was handed out",
    "texts": "Texts that explode when they are read, planned, cleaned or shown",
    "models": "Keras networks (lesson 03)",
}
WORDS = {
    "known inputs alone": "which check is passed with known inputs alone",
    "what it shows": "that what it shows is left out",
    "process": "the student's process ended, and where",
    "sandbox refuses": "which cell asked for what the sandbox refuses",
    "too much": "which cell put out too much",
    "no notebook of lesson": "it is no notebook of this lesson",
    "no notebook": "it is no notebook",
    "ran into a limit": "which cell ran into a limit",
    "cannot be checked": "which exercise cannot be checked",
    "was stopped": "which cell was stopped, and after how long",
    "took too long": "which check took too long",
    "was put back": "which cell was put back",
    "cells that are no cells": "how many cells are none",
    "cells": "it has too many cells",
    "exist twice": "which cells exist twice",
    "empty": "the file is empty",
    "too large": "the file is too large",
}


def renewed() -> str:
    """Return the page with a table that is up to date."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{_table()}{END}{after}"


def _table() -> str:
    every = [*attacks_on("00-start-here"), *attacks_on("03-predict-the-next-number")]
    text = ""
    for group, title in GROUPS.items():
        rows = [_row(one) for one in every if one.group == group]
        text += (
            f"\n### {title}\n\n| a submission that … | points | flag |\n|---|---|---|\n"
        )
        text += "".join(rows)
    return text + "\n"


def _row(one: Attack) -> str:
    flag = next((words for part, words in WORDS.items() if part in one.flag), "")
    flag = flag if one.flag else ""
    if not flag and oddities(one.source or ""):
        words = ", ".join(f"`{word}`" for word in oddities(one.source or ""))
        flag = f"which cell uses {words}: worth a look"
    about = one.about.replace("|", "\\|").replace("__", "\\_\\_")
    return f"| {about} | {one.points:g} | {flag or '–'} |\n"
