"""The learner's side: runs cells and calls functions when it is told to.

It lives in the process that holds a learner's code, so nothing that it says is believed:
it may have been changed by that code. It is told only what it needs: a cell's source, a
function's name and its arguments.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import types
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from rnn_course.checks.limits import TooSlow, stop_after
from rnn_course.checks.spies import make_spy
from rnn_course.checks.subject import Call, LocalSubject, Subject

from ..wire.channel import Channel, ChannelClosed
from ..wire.messages import Record, encode
from ..wire.portable import Shelf, pack, unpack
from ..wire.seeds import restore
from ..wire.troubles import error_class

__all__ = ["Servant"]

Run = Callable[[str, int, float], Mapping[str, Any]]


class Servant:
    """Answers the checker's messages until it says goodbye.

    Parameters
    ----------
    channel : Channel
        The one connection to the outside.
    names : mapping
        The notebook's names, as they are at each moment.
    run : callable, optional
        Runs a cell: source, number and seconds to outputs.
    """

    def __init__(
        self, channel: Channel, names: Mapping[str, Any], run: Run | None = None
    ) -> None:
        self._channel, self._names, self._run = channel, names, run
        self._shelf, self._lock = Shelf(), threading.RLock()

    def serve(self) -> None:
        """Serve until told to end, or until nobody is there any more."""
        acts = {
            "run": self._run_cell,
            "kinds": self._kinds,
            "fetch": self._fetch,
            "call": self._call,
            "about": self._about,
        }
        with contextlib.suppress(ChannelClosed):
            while (message := self._channel.receive())["do"] != "end":
                self._answer(acts[message.pop("do")], message)

    def _answer(self, act: Callable[..., Any], message: dict[str, Any]) -> None:
        mark = message.pop("mark")
        try:
            said = act(**message)
        except TooSlow:
            said = {"failed": "it took too long"}
        except Exception as error:
            said = {"failed": f"{type(error).__name__}: {_text(error)}"}
        data = self._encoded(
            said | {"do": "done", "mark": mark}, message.get("seconds", 10.0)
        )
        with self._lock, _undisturbed():
            self._channel.send_encoded(data)

    def _encoded(self, said: dict[str, Any], seconds: float) -> bytes:
        """Return a message as bytes, or one that says why it cannot be sent.

        Values of the learner's own classes may run their code, or never end.
        """
        try:
            with stop_after(seconds):
                return encode(said, convert=self._pack)
        except TooSlow:
            why = "it takes too long to read"
        except Exception as error:
            why = _text(error)
        return encode({"do": "done", "mark": said["mark"], "unsent": why})

    def _pack(self, value: Any) -> Any:
        return pack(value, self._shelf)

    # --- what can be asked ------------------------------------------------------------

    def _run_cell(self, source: str, number: int, seconds: float) -> dict[str, Any]:
        return {"ran": dict(self._run(source, number, seconds))}

    def _kinds(self, names: list[str]) -> dict[str, Any]:
        return {"kinds": {name: self._kind(name) for name in names}}

    def _kind(self, name: str) -> str:
        if name not in self._names:
            return "missing"
        value = self._names[name]
        if isinstance(value, types.ModuleType):
            return "module"
        is_function = callable(value) and not isinstance(value, type)
        return "function" if is_function and not _is_model(value) else "value"

    def _fetch(self, name: str, seconds: float) -> dict[str, Any]:
        return {"value": self._names[name]}

    def _about(self, of: str | int) -> dict[str, Any]:
        subject = self._subject(of)
        return {"empty": subject.is_empty(), "outside": subject.outside_names()}

    def _call(
        self,
        of: str | int,
        given: list[tuple[str, Any]],
        seconds: float,
        stand_ins: dict[str, Any],
        spy: dict[str, Any] | None,
        seeds: dict[str, Any] | None,
    ) -> dict[str, Any]:
        if seeds is not None:
            restore(seeds)
        subject = self._subject(of)
        if stand_ins:
            subject = subject.with_names(self._here(stand_ins))
        watcher = None
        if spy is not None:
            watcher = make_spy(spy["kind"], self._here(spy["options"]))
            watcher.namespace = self._names
            subject = subject.watched(watcher)
        call = subject.call(self._here(dict(given)), seconds)
        report = watcher.report() if watcher else None
        return {"call": _as_dict(call), "report": report}

    def _subject(self, of: str | int) -> Subject:
        thing = self._names[of] if isinstance(of, str) else self._shelf.get(of)
        return thing if hasattr(thing, "outside_names") else LocalSubject(thing)

    # --- things of the checker's ------------------------------------------------------

    def _here(self, value: Any) -> Any:
        return unpack(value, self._stand_in)

    def _stand_in(self, record: Record) -> Any:
        return _StandIn(self, record.fields)

    def ask_back(self, number: int, method: str, args: Any, options: Any) -> Any:
        """Call a function of the checker's and return what it returns."""
        message = {"number": number, "method": method, "args": args, "options": options}
        data = encode({"do": "back", **message}, convert=self._pack)
        with self._lock, _undisturbed():
            self._channel.send_encoded(data)
            answer = self._channel.receive(60.0)
        if "error" in answer:
            name, text = answer["error"]
            raise error_class(name)(text)
        return self._here(answer["value"])


class _StandIn:
    """A function of the checker's, as the learner's code sees it."""

    def __init__(self, servant: Servant, fields: Mapping[str, Any]) -> None:
        self.__name__ = self.__qualname__ = fields["name"]
        self._servant, self._number = servant, fields["number"]
        for method in fields["methods"]:
            setattr(self, method, self._method(method))

    def _method(self, method: str) -> Callable[..., Any]:
        def ask(*args: Any, **options: Any) -> Any:
            return self._servant.ask_back(self._number, method, args, options)

        return ask

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self._servant.ask_back(self._number, "", args, options)

    def __deepcopy__(self, _: Any) -> _StandIn:
        return self


def _as_dict(call: Call) -> dict[str, Any]:
    trouble = None if call.trouble is None else asdict(call.trouble)
    return {
        "value": call.value,
        "trouble": trouble,
        "printed": call.printed,
        "changed": call.changed,
        "given_back": call.given_back,
    }


def _is_model(value: Any) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.Model)


def _text(error: BaseException) -> str:
    try:
        return str(error)[:300]
    except Exception:
        return ""


@contextlib.contextmanager
def _undisturbed():
    """Keep the alarm away while half a message is on its way."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
