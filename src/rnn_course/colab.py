"""The cell by which a lesson brings its package to Google Colab.

Colab has TensorFlow, Matplotlib and ipywidgets; only what a lesson needs beside them is
installed (tests/test_colab.py shows that this is enough).
"""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

__all__ = ["CELL_ID", "SOURCE", "colab_cell"]

CELL_ID = "google-colab"
SOURCE = """\
# @title Google Colab needs this cell; everywhere else it does nothing.
if "google.colab" in str(get_ipython()):
    from glob import glob
    from google.colab import files

    print("Choose rnn_course-….whl, which `rnn-course export package` writes.")
    package = (glob("rnn_course-*.whl") or list(files.upload()))[0]
    for what in (f"--no-deps {package}", "anywidget mdit-py-plugins"):
        get_ipython().run_line_magic("pip", f"install --quiet {what}")"""


def colab_cell() -> NotebookNode:
    """Return the cell, folded where a notebook can fold one."""
    metadata = {"cellView": "form", "jupyter": {"source_hidden": True}}
    return nbformat.v4.new_code_cell(SOURCE, id=CELL_ID, metadata=metadata)
