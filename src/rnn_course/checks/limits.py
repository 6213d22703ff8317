"""Stop a learner's code after its time, and keep what it prints."""

from __future__ import annotations

import contextlib
import ctypes
import io
import signal
import threading
import warnings
from collections.abc import Iterator

__all__ = ["TooSlow", "quietly", "stop_after"]

_AGAIN = 0.2  # seconds between alarms, for code that swallows the first one
_KEPT = 10_000  # characters kept of what an answer prints


class TooSlow(BaseException):
    """Raised inside code that has used up its time.

    It is no `Exception`, so ``except Exception`` lets it through.
    """


@contextlib.contextmanager
def stop_after(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` inside the block when it takes longer than `seconds`.

    On Linux and macOS a timer signal interrupts even ``time.sleep``; elsewhere, and
    off the main thread, the exception arrives with the next Python instruction.
    """
    main = threading.current_thread() is threading.main_thread()
    if main and hasattr(signal, "setitimer"):
        with _alarm(seconds):
            yield
    else:
        with _watchdog(seconds):
            yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    armed, rang = True, False

    def ring(*_: object) -> None:
        nonlocal rang
        if armed:
            rang = True
            raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
        if rang:  # and the code inside has swallowed it
            raise TooSlow
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _watchdog(seconds: float) -> Iterator[None]:
    thread = ctypes.c_ulong(threading.get_ident())
    done, wait = threading.Event(), [seconds]

    def watch() -> None:
        while not done.wait(wait[0]):
            wait[0] = _AGAIN
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                thread, ctypes.py_object(TooSlow)
            )

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


class _Bounded(io.StringIO):
    """A text stream that keeps its first characters and drops the rest."""

    def write(self, text: str) -> int:
        room = _KEPT - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


@contextlib.contextmanager
def quietly() -> Iterator[io.StringIO]:
    """Catch what is printed, drop warnings and stderr.

    Yields
    ------
    io.StringIO
        The first characters printed to standard output.
    """
    printed = _Bounded()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(_Bounded()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield printed
