"""Four years of daily weather in Seattle, 2012 to 2015: 1,461 days, none missing.

Origin: daily summaries of the National Oceanic and Atmospheric Administration (NOAA),
a work of the United States government and so in the public domain. They came to the
course by way of `seattle-weather.csv` of the package `vega_datasets` 0.9.0, which
names NOAA as its source. `seattle.csv` holds its date and its four measured columns,
number for number; the column with a word for each day's weather is left out. It was
written by this module and is written anew by

    python -m rnn_course.data.seattle path/to/seattle-weather.csv

>>> weather = load()
>>> weather.high.shape
(1461,)
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

__all__ = ["FILE", "Weather", "convert", "load"]

FILE = Path(__file__).with_name("seattle.csv")
COLUMNS = {
    "high": "temp_max",
    "low": "temp_min",
    "rain": "precipitation",
    "wind": "wind",
}


class Weather(NamedTuple):
    """One entry a day, in time order.

    Attributes
    ----------
    dates : (days,) ndarray of datetime64[D]
        2012-01-01 to 2015-12-31.
    high, low : (days,) ndarray of float
        Highest and lowest temperature of the day, °C.
    rain : (days,) ndarray of float
        Precipitation, mm.
    wind : (days,) ndarray of float
        Average wind speed, m/s.
    """

    dates: np.ndarray
    high: np.ndarray
    low: np.ndarray
    rain: np.ndarray
    wind: np.ndarray


def load() -> Weather:
    """Return the shipped days."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    dates = np.array([row["date"] for row in rows], dtype="datetime64[D]")
    return Weather(dates, *(_numbers(rows, name) for name in COLUMNS))


def convert(source: Path) -> str:
    """Return the text of `seattle.csv`, made from the file of `vega_datasets`."""
    with Path(source).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [["date", *COLUMNS]]
    for row in rows:
        day = row["date"].replace("/", "-")
        lines.append([day, *(row[name] for name in COLUMNS.values())])
    return "".join(",".join(line) + "\n" for line in lines)


def _numbers(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


if __name__ == "__main__":
    FILE.write_text(convert(Path(sys.argv[1])), encoding="utf-8", newline="")
