"""A simulated stock price: a random walk whose next step nobody can know.

Origin: made by the function below; no market was asked. Each day the price moves by a
random percentage, drawn anew, that has nothing to do with the days before. It is the
textbook model of a price without drift, in which today's price is the best forecast
for tomorrow's.

>>> simulated_price(days=5, seed=0).round(2).tolist()
[100.18, 99.97, 100.92, 101.07, 100.25]
"""

from __future__ import annotations

import numpy as np

__all__ = ["simulated_price"]

START = 100.0  # euros, before the first day
VOLATILITY = 0.015  # standard deviation of a day's change of the log price


def simulated_price(days: int = 1461, seed: int = 0) -> np.ndarray:
    """Return daily closing prices.

    Parameters
    ----------
    days : int
        How many.
    seed : int
        The same seed gives the same prices.

    Returns
    -------
    (days,) ndarray
        In euros. The expected change of tomorrow's price is exactly zero.
    """
    rng = np.random.default_rng(seed)
    changes = VOLATILITY * rng.normal(size=days) - VOLATILITY**2 / 2
    return START * np.exp(np.cumsum(changes))
