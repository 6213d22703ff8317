"""Stop a learner's code after its time, and keep what it prints."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import signal
import sys
import threading
import warnings
import weakref
from collections.abc import Iterator
from types import FrameType

__all__ = ["TooSlow", "quietly", "stop_after"]

_AGAIN = 0.2  # seconds between alarms, for code that swallows the first one
_PATIENCE = 15  # alarms that a destructor may outlast
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
    bell = _alarm if main and hasattr(signal, "setitimer") else _watchdog
    _note("begin", None)
    gc.callbacks.append(_note)
    try:
        with bell(seconds):
            yield
    finally:
        with contextlib.suppress(ValueError):
            gc.callbacks.remove(_note)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if sys.platform == "win32":
        raise NotImplementedError("Windows has no such signal")
    armed, rang, patience = True, False, _PATIENCE

    def ring(_: int, frame: FrameType | None) -> None:
        nonlocal rang, patience
        if not armed:
            return
        rang = True
        if patience and _is_swallowed(frame):
            patience -= 1
            return
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
    number = threading.get_ident()
    done, wait, patience = threading.Event(), [seconds], _PATIENCE

    def watch() -> None:
        nonlocal patience
        while not done.wait(wait[0]):
            wait[0] = _AGAIN
            if patience and _is_swallowed(sys._current_frames().get(number)):
                patience -= 1
                continue
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(number), ctypes.py_object(TooSlow)
            )

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _is_swallowed(frame: FrameType | None) -> bool:
    """Tell whether an exception would go nowhere but to stderr, as from a destructor.

    Python calls these from anywhere; the next alarm comes soon.
    """
    if _collecting:
        return True
    called = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None:
        code = frame.f_code
        if code.co_name == "__del__" or code in called or code.co_filename in _WEAK:
            return True
        frame = frame.f_back
    return False


_collecting = False  # garbage, at this moment
_WEAK = {weakref.__file__, weakref.WeakSet.add.__code__.co_filename}


def _note(phase: str, _: object) -> None:
    global _collecting
    _collecting = phase == "start"


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
