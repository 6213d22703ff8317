"""Which recurrent networks learn to recall a symbol, after how many blanks.

Run it with the course's Python: python benchmarks/recall.py. It takes some minutes.
Each number counts the seeds whose network names all eight symbols after 300 updates
(batch 32, Adam, rate 0.01, 32 units). The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rnn_course.models import keras
from rnn_course.networks import recall

DELAYS = [5, 10, 20, 40, 60]
HIDDEN = 32


def main() -> None:
    """Print a table for people and a line for programs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="networks for each entry")
    seeds = range(parser.parse_args().seeds)
    begin = time.perf_counter()
    print(f"solved, of {len(seeds)}".ljust(28) + "".join(f"{d:>6}" for d in DELAYS))
    solved = {}
    for name, build in starts().items():
        result = recall.train(build, DELAYS, seeds)
        counts = result.solved.sum(axis=1).tolist()
        print(f"{name:28}" + "".join(f"{n:6}" for n in counts), flush=True)
        solved[name] = [count / len(seeds) for count in counts]
    seconds = round(time.perf_counter() - begin, 1)
    answer = {"delays": DELAYS, "seeds": len(seeds), "success_rate": solved}
    print(json.dumps(answer | {"seconds": seconds}))


def starts() -> Mapping[str, Callable[[], Any]]:
    """Return how each network starts."""
    layers, first = keras.layers, keras.initializers
    return {
        "SimpleRNN, orthogonal": lambda: layers.SimpleRNN(HIDDEN),
        "SimpleRNN, Gaussian": lambda: layers.SimpleRNN(
            HIDDEN, recurrent_initializer=first.RandomNormal(stddev=HIDDEN**-0.5)
        ),
        "SimpleRNN relu, orthogonal": lambda: layers.SimpleRNN(HIDDEN, "relu"),
        "SimpleRNN relu, identity": lambda: layers.SimpleRNN(
            HIDDEN, "relu", recurrent_initializer=first.Identity()
        ),
        "GRU": lambda: layers.GRU(HIDDEN),
        "GRU, update bias 4": lambda: layers.GRU(
            HIDDEN, bias_initializer=blocks(4, 0, 0)
        ),
        "LSTM, forget bias 0": lambda: lstm(0),
        "LSTM, forget bias 1": lambda: layers.LSTM(HIDDEN),
        "LSTM, forget bias 3": lambda: lstm(3),
        "LSTM, forget bias 5": lambda: lstm(5),
        "LSTM, forget 5, input -2": lambda: lstm(5, -2),
    }


def lstm(forget: float, read: float = 0) -> Any:
    """Return an LSTM with these biases of its forget gate and input gate."""
    return keras.layers.LSTM(
        HIDDEN, unit_forget_bias=False, bias_initializer=blocks(read, forget, 0, 0)
    )


def blocks(*values: float) -> Callable[..., np.ndarray]:
    """Return an initializer of biases with one value for each gate."""

    def start(shape: tuple[int, ...], dtype: Any = None) -> np.ndarray:
        row = np.repeat(np.array(values, dtype="float32"), HIDDEN)
        biases = np.zeros(shape, dtype="float32")
        biases.reshape(-1, row.size)[0] = row  # a GRU has a second, recurrent row
        return biases

    return start


if __name__ == "__main__":
    main()
