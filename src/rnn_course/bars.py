"""A progress bar for a notebook cell that takes longer than a few seconds."""

from __future__ import annotations

import time

PATIENCE = 1.0  # seconds before the first forecast
LONG = 5.0  # seconds: what takes less needs no bar


class Bar:
    """A bar that appears when the work will take more than five seconds.

    Parameters
    ----------
    total : int
        Steps of work in all.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._first = 0  # steps that were done when the clock started
        self._start: float | None = None
        self._next = 0.0
        self._handle = None
        self._decided = False

    def move(self, done: int) -> None:
        """Show that so many steps are done."""
        now = time.perf_counter()
        if self._start is None:  # the first step also builds the graph: not timed
            self._first, self._start, self._next = done, now, now + PATIENCE
        if now < self._next:
            return
        self._next = now + 0.25
        passed = now - self._start
        if not self._decided:
            self._decided = True
            if passed * self.total / (done - self._first) > LONG:
                self._handle = self._open(done)
        elif self._handle:
            left = passed * (self.total - done) / (done - self._first)
            self._handle.update(self._picture(done, left), raw=True)

    def close(self) -> None:
        """Fill the bar, if it was shown."""
        if self._handle:
            self._handle.update(self._picture(self.total), raw=True)

    def _open(self, done: int) -> object | None:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is None:
            return None  # a script has no cell to draw in
        return display(self._picture(done), raw=True, display_id=True)

    def _picture(self, done: int, left: float = 0.0) -> dict[str, str]:
        words = f"{done:,} of {self.total:,} updates"
        if left >= 1:
            words += f", about {left:.0f} s left"
        bar = f'<progress aria-label="Training" max="{self.total}" value="{done}">'
        return {"text/html": f"{bar}</progress> {words}", "text/plain": words}
