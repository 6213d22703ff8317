"""Quotations to learn from: the Zen of Python, our maxims, and the learner's own file.

The Zen of Python (Tim Peters, PEP 20, public domain) is inside every Python. The
maxims were written for this course; `maxims.md` beside them tells more.
"""

from __future__ import annotations

import ast
import codecs
import csv
import io
import re
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from rnn_course.errors import CourseError, did_you_mean

__all__ = ["load_maxims", "load_zen", "read_quotes"]

LARGEST = 5_000_000  # bytes of a learner's file; a novel has a tenth of that
LONGEST = 2_000  # characters of one quotation
FEWEST = 20  # quotations; fewer cannot be split
COLUMNS = ("text", "quote", "quotation", "saying", "content")
SEPARATORS = {".csv": ",;\t", ".tsv": "\t"}

# What to do when a file holds too few quotations, or too long ones.
UNCLOSED = "Is a quotation mark opened in the table and never closed?"
ONE_A_LINE = "Put each one on a line of its own."
BLANK_LINES = (
    "The file has blank lines, so what stands between two of them counts as one "
    "quotation. Take all blank lines out, or put one behind each quotation."
)


def load_zen() -> list[str]:
    """Return the nineteen sayings of the Zen of Python.

    `import this` would print them. Here its source is read, where they stand
    enciphered, each letter moved by thirteen places.
    """
    source = find_spec("this").loader.get_source("this")
    first = next(x for x in ast.parse(source).body if isinstance(x, ast.Assign))
    _, _, *sayings = codecs.decode(ast.literal_eval(first.value), "rot13").splitlines()
    return sayings


def load_maxims() -> tuple[list[str], list[str]]:
    """Return themes and texts of the course's maxims, one entry for each maxim."""
    text = files("rnn_course.data").joinpath("maxims.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return [theme for theme, _ in rows], [maxim for _, maxim in rows]


def read_quotes(
    path: str | Path, column: str | None = None, encoding: str = "utf-8"
) -> list[str]:
    """Read quotations from a file of your own, in their order, as they stand.

    Parameters
    ----------
    path : str or Path
        ``.txt``: one quotation a line; where blank lines occur between texts, one a
        paragraph. ``.csv`` or ``.tsv``: a table whose first row names its columns.
    column : str, optional
        The column that holds the text; left out, the first called "text", "quote",
        "quotation", "saying" or "content".
    encoding : str
        How the file's bytes are read.

    Raises
    ------
    CourseError
        When the file cannot serve, with the reason and what to do.
    """
    path = Path(path)
    text = _decode(path, encoding)
    if path.suffix.lower() == ".txt":
        quotes, remedy = _paragraphs(text)
    else:
        quotes, remedy = _column(path, text, column), UNCLOSED
    quotes = [quote for quote in quotes if quote.strip()]
    _demand_quotations(path, quotes, remedy)
    return quotes


def _decode(path: Path, encoding: str) -> str:
    """Return a file's text."""
    if path.suffix.lower() not in (".txt", *SEPARATORS):
        seen = f"ends in `{path.suffix}`" if path.suffix else "has no ending"
        raise CourseError(
            f"{path.name} {seen}; expected .txt, .csv or .tsv. Save the text as plain "
            "text (.txt), a table as .csv."
        )
    if not path.is_file():
        raise CourseError(
            f"There is no file {path}. Put it beside the notebook, or give its whole path."
        )
    size = path.stat().st_size
    if size > LARGEST:
        raise CourseError(
            f"{path.name} has {size / 1e6:.0f} MB; expected {LARGEST / 1e6:.0f} MB at "
            "most. Training reads a few million characters, so a part of it will do."
        )
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        other = "utf-8" if encoding == "cp1252" else "cp1252"
        raise CourseError(
            f"{path.name} is not {encoding}: byte {error.start} ({data[error.start]:#04x}) "
            "does not fit. Save it as UTF-8, or try `quotes.read_quotes("
            f'"{path.name}", encoding="{other}")`; older Windows writes cp1252.'
        ) from None
    except LookupError:
        raise CourseError(
            f'encoding="{encoding}" is not known; "utf-8", "cp1252", "latin-1" are.'
        ) from None
    if "\0" in text:
        raise CourseError(
            f"{path.name} is no plain text: bytes of value 0 are in it, as in a picture "
            "or in a text saved as UTF-16. Save it as UTF-8."
        )
    return text


def _paragraphs(text: str) -> tuple[list[str], str]:
    """Split at blank lines where there are any between texts, else at every line.

    The second value says what to do if the quotations turn out too few or too long.
    """
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    if len(parts) > 1:
        return parts, BLANK_LINES
    return text.splitlines(), ONE_A_LINE


def _column(path: Path, text: str, column: str | None) -> list[str]:
    """Return one column of a table."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(SEPARATORS[path.suffix.lower()], key=first.count)
    try:
        header, *rows = csv.reader(io.StringIO(text.lstrip()), delimiter=delimiter)
    except csv.Error as error:
        raise CourseError(
            f"{path.name} is not a table: {error}. Is a quotation mark never closed?"
        ) from None
    except ValueError:  # not one row
        return []
    names = [name.strip().lower() for name in header]
    wanted = [column.lower()] if column else COLUMNS
    found = next((names.index(name) for name in wanted if name in names), None)
    if found is None:
        sought = f'"{column}"' if column else " or ".join(f'"{c}"' for c in COLUMNS)
        raise CourseError(
            f"{path.name} has the columns {', '.join(header)!s:.200}; expected {sought}. "
            "The first row must name the columns. "
            + (did_you_mean(column, names) if column else 'Name yours: column="…".')
        )
    _demand_rows(path, rows, len(header))
    return [row[found] for row in rows if len(row) > found]


def _demand_rows(path: Path, rows: list[list[str]], width: int) -> None:
    """Refuse a row that is too wide: part of its text would be lost."""
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row[width:]):
            raise CourseError(
                f"{path.name}, row {number} has {len(row)} cells; expected {width}, as "
                'in the first row. Does a text hold a comma? Then write "…" around it.'
            )


def _demand_quotations(path: Path, quotes: list[str], remedy: str) -> None:
    if not quotes:
        raise CourseError(f"{path.name} is empty: it holds no quotation.")
    longest, different = max(map(len, quotes)), len(set(quotes))
    if longest > LONGEST:
        raise CourseError(
            f"{path.name} holds a quotation of {longest:,} characters; expected "
            f"{LONGEST:,} at most. {remedy}"
        )
    if different < FEWEST:
        raise CourseError(
            f"{path.name} holds {different} different quotations; expected at least "
            f"{FEWEST}, and some hundred are better. {remedy}"
        )
