"""Inputs that show a mistake, for the probes of several lessons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["different_sizes", "float32_by_columns"]


def different_sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Return sizes from 2 to 6, all different, so that a transpose shows."""
    return [int(size) for size in rng.choice(range(2, 7), count, replace=False)]


def float32_by_columns(inputs: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return single precision, laid out by columns as a transpose is."""
    return {
        name: np.asarray(value, np.float32, order="F") for name, value in inputs.items()
    }
