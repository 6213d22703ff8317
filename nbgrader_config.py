"""How nbgrader works in this course; read by every `nbgrader …` command run here."""

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader import preprocessors as stock

from rnn_course.build.release import Gentle
from rnn_course.grading.picks import AnswerQuizzes, KeepPicks

c = get_config()  # noqa: F821 (given by traitlets)

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"

# What a student sees in place of a solution.
stub = 'raise NotImplementedError("Write your answer here.")'
c.ClearSolutions.code_stub = {"python": stub}
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.GenerateAssignment.preprocessors = [
    stock.IncludeHeaderFooter,
    stock.InstantiateTests,
    stock.LockCells,
    stock.ClearSolutions,
    Gentle,
    stock.ClearOutput,
    stock.CheckCellMetadata,
    stock.ComputeChecksums,
    stock.SaveCells,
    stock.ClearHiddenTests,
    stock.ClearMarkScheme,
    stock.ComputeChecksums,
    stock.CheckCellMetadata,
]

# Quiz picks live in a submission's outputs: read them before outputs are cleared,
# write them into the quiz cells once these are restored.
c.Autograde.sanitize_preprocessors = [
    KeepPicks,
    stock.ClearOutput,
    stock.DeduplicateIds,
    stock.OverwriteKernelspec,
    stock.OverwriteCells,
    stock.CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    AnswerQuizzes,
    stock.Execute,
    stock.IgnorePattern,
    ClearMetadataPreprocessor,
    stock.LimitOutput,
    stock.SaveAutoGrades,
    stock.AssignLatePenalties,
    stock.CheckCellMetadata,
]
c.OverwriteCells.add_missing_cells = True
c.Execute.timeout = 300  # seconds a cell

# Feedback pages open without a network: a widget's picture, not its live view.
c.NbConvertBase.display_data_priority = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "text/markdown",
    "text/latex",
    "text/plain",
]

# Where the keys are of a class that shows feedback after grading.
os.environ.setdefault(
    "RNN_COURSE_BANK", str(Path(__file__).resolve().parent / "quizzes")
)
# nbgrader calls `alembic` by its bare name: let it find the one beside this Python.
os.environ["PATH"] = os.pathsep.join(
    [str(Path(sys.executable).parent), os.environ["PATH"]]
)
