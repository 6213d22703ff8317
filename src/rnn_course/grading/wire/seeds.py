"""The state of the global random generators, carried from one process to another.

A check that sets a seed before it calls an answer means the answer's process.
"""

from __future__ import annotations

import random
import sys
from typing import Any

import numpy as np

__all__ = ["Seeds", "restore"]


def _capture() -> dict[str, Any]:
    name, keys, place, has_gauss, gauss = np.random.get_state()
    return {
        "random": random.getstate(),
        "numpy": (name, keys.copy(), int(place), int(has_gauss), float(gauss)),
        "keras": _keras_seed(),
    }


def _keras_seed() -> int | None:
    if "keras" not in sys.modules:
        return None
    from keras.src.backend.common import global_state
    from keras.src.utils.rng_utils import GLOBAL_RANDOM_SEED

    return global_state.get_global_attribute(GLOBAL_RANDOM_SEED)


class Seeds:
    """Notices when a generator of this process has moved."""

    def __init__(self) -> None:
        self._move_on()

    def news(self) -> dict[str, Any] | None:
        """Return the state when it is another than last time, else None."""
        now, last = _capture(), self._last
        same = (
            now["random"] == last["random"]
            and now["keras"] == last["keras"]
            and now["numpy"][2:] == last["numpy"][2:]
            and np.array_equal(now["numpy"][1], last["numpy"][1])
        )
        if same:
            return None
        self._move_on()
        return now

    def _move_on(self) -> None:
        """Leave the state: the same seed, set now, is news to the other process."""
        random.random()
        np.random.random()
        self._last = _capture()


def restore(state: dict[str, Any]) -> None:
    """Put the generators of this process into a state."""
    if state["keras"] is not None:
        from rnn_course.models import keras

        keras.utils.set_random_seed(state["keras"])
    random.setstate(state["random"])
    np.random.set_state(state["numpy"])
