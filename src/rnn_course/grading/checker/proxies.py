"""The checker's side: a learner's functions and values, which live in another process.

`LearnerProcess` is that process, as far as it can be reached by messages; a
`RemoteSubject` is one of its functions. Checks see no difference: they call, and look at
what comes back.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rnn_course.checks.limits import TooSlow
from rnn_course.checks.spies import Spy
from rnn_course.checks.subject import Call
from rnn_course.checks.trouble import Trouble
from rnn_course.checks.verdict import Uncheckable
from rnn_course.submission.job import LearnerGone
from rnn_course.submission.words import ENDED, SLOW, gone

from ..wire.channel import Channel, ChannelClosed, ChannelSlow
from ..wire.messages import MessageError, Record
from ..wire.portable import Other, Shelf, pack, unpack
from ..wire.seeds import Seeds
from ..wire.troubles import error_class

__all__ = ["LearnerGone", "LearnerProcess", "RemoteSubject"]

GRACE = 5.0  # seconds after its time, before a process counts as hung
_MOST_CALLBACKS = 100_000  # of one call
_PRINTED, _TEXT = 10_000, 400  # characters


class LearnerProcess:
    """The other end of the channel.

    Parameters
    ----------
    channel : Channel
        To a process that runs a `Servant`.

    Attributes
    ----------
    gone : str
        Why nothing more can be asked; empty as long as all is well.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._shelf, self._seeds = Shelf(), Seeds()
        self.gone = ""

    def run(self, source: str, number: int, seconds: float) -> dict[str, Any]:
        """Run a cell there; the outputs are as they came, and must be looked at.

        Raises
        ------
        LearnerGone
            When that process has ended or hangs.
        """
        said = self.ask(
            {"do": "run", "source": source, "number": number, "seconds": seconds},
            seconds,
        )
        return said["ran"] if isinstance(said.get("ran"), dict) else {}

    def kinds(self, names: list[str]) -> dict[str, str]:
        """Return each name's kind: missing, module, function or value."""
        said = self.ask({"do": "kinds", "names": names}, 10.0).get("kinds")
        said = said if isinstance(said, dict) else {}
        return {name: str(said.get(name, "missing")) for name in names}

    def fetch(self, name: str, seconds: float = 30.0) -> Any:
        """Return the value of a name, a copy of it.

        Raises
        ------
        Uncheckable
            When it is nothing that can be sent.
        """
        said = self.ask({"do": "fetch", "name": name, "seconds": seconds}, seconds)
        if "value" not in said:
            why = said.get("unsent") or said.get("failed") or "it is missing"
            raise Uncheckable(f"`{name}` cannot be checked: {str(why)[:_TEXT]}.")
        return self.open(said["value"])

    def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a message and return the answer; serve the callbacks that come before it.

        Raises
        ------
        LearnerGone
            When none comes in time.
        """
        if self.gone:
            raise LearnerGone(self.gone)
        until = time.monotonic() + seconds + GRACE
        mark = secrets.token_hex(8)  # an answer written beforehand does not know it
        try:
            message = message | {"mark": mark}
            self._channel.send(message, seconds + GRACE, convert=self.pack)
            return self._await(until, mark)
        except ChannelSlow:
            self._lose(SLOW)
        except ChannelClosed:
            self._lose(ENDED)
        except TooSlow:  # an answer may still come: it would be taken for another one
            self._channel.close()
            self.gone = "The notebook's process was given up: a check took too long."
            raise

    def pack(self, value: Any) -> Any:
        """Turn a value into one that a message can hold."""
        return pack(value, self._shelf)

    def take_back(self) -> None:
        """Take back the functions that were lent to that process.

        A check may lend a right answer to an earlier exercise; kept, it would answer
        that exercise's own check.
        """
        self._shelf.clear()

    def open(self, value: Any) -> Any:
        """Undo `pack` for what has come."""
        return unpack(value, self.function)

    def function(self, record: Record) -> RemoteSubject:
        """Return a function of that process."""
        number = record.fields.get("number")
        if not isinstance(number, int):
            raise MessageError("A function came without its number.")
        return RemoteSubject(self, number, str(record.fields.get("name", ""))[:60])

    def news_of_seeds(self) -> dict[str, Any] | None:
        """Return the state of this process's random generators, if it has changed."""
        return self._seeds.news()

    def end(self) -> None:
        """Let it go."""
        if not self.gone:
            try:
                self._channel.send({"do": "end"}, 1.0)
            except (ChannelSlow, ChannelClosed):
                self.gone = "it ended"

    def _await(self, until: float, mark: str) -> dict[str, Any]:
        for _ in range(_MOST_CALLBACKS):
            said = self._channel.receive(max(0.0, until - time.monotonic()))
            if not isinstance(said, dict):
                break
            if said.get("do") == "done" and said.get("mark") == mark:
                return said
            if said.get("do") != "back":
                break
            self._channel.send(self._serve(said), convert=self.pack)
        self._channel.close()
        self._lose("it broke the rules of the conversation")

    def _serve(self, said: dict[str, Any]) -> dict[str, Any]:
        """Call a function of this process for the other one."""
        try:
            thing = self._shelf.get(said["number"])
            method = said["method"]
            if method:
                thing = getattr(thing, {"predict": "predict"}.get(method, _BATCH))
            options = {str(k): self.open(v) for k, v in said["options"].items()}
            value = thing(*(self.open(one) for one in said["args"]), **options)
        except Exception as error:
            return {"error": [type(error).__name__, str(error)[:_TEXT]]}
        return {"value": value}

    def _lose(self, why: str) -> Any:
        self.gone = gone(why)
        raise LearnerGone(self.gone)


_BATCH = "predict_on_batch"


class RemoteSubject:
    """A function in a learner's process; see `rnn_course.checks.subject.Subject`.

    Parameters
    ----------
    process : LearnerProcess
        Where it lives.
    of : str or int
        Its name in the notebook, or its number on that process's shelf.
    name : str
        What to call it.
    """

    def __init__(
        self,
        process: LearnerProcess,
        of: str | int,
        name: str = "",
        stand_ins: Mapping[str, Any] | None = None,
        spy: Spy | None = None,
    ) -> None:
        self._process, self._of = process, of
        self._stand_ins, self._spy = dict(stand_ins or {}), spy
        self.__name__ = name or str(of)

    @property
    def namespace(self) -> Mapping[str, Any]:
        """The other names of its notebook."""
        return _Names(self._process)

    def with_names(self, names: Mapping[str, Any]) -> RemoteSubject:
        """See `Subject.with_names`; functions are called back by message."""
        names = self._stand_ins | dict(names)
        return RemoteSubject(self._process, self._of, self.__name__, names, self._spy)

    def watched(self, spy: Spy) -> RemoteSubject:
        """See `Subject.watched`; the spy's twin watches in the other process."""
        parts = self._process, self._of, self.__name__, self._stand_ins
        return RemoteSubject(*parts, spy)

    def call(self, arguments: Mapping[str, Any], seconds: float) -> Call:
        """See `Subject.call`.

        Raises
        ------
        Uncheckable
            When the process is gone, or what it returned cannot be looked at.
        """
        spy = self._spy
        message = {
            "do": "call",
            "of": self._of,
            "given": list(arguments.items()),
            "seconds": float(seconds),
            "stand_ins": self._stand_ins,
            "spy": None
            if spy is None
            else {"kind": spy.kind, "options": spy.options()},
            "seeds": self._process.news_of_seeds(),
        }
        said = self._asked(message, seconds)
        if "call" not in said:
            why = said.get("unsent") or said.get("failed") or "no answer came"
            raise Uncheckable(self._about(f"cannot be sent to the check: {why}"))
        try:
            call = _read_call(said["call"], arguments)
            if spy is not None:
                spy.absorb(self._process.open(said["report"]))
        except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
            text = f"came in a form that it cannot have ({type(error).__name__})"
            raise Uncheckable(self._about(text)) from None
        return replace(call, value=self._opened(call.value))

    def outside_names(self) -> list[str]:
        """See `Subject.outside_names`."""
        names = self._asked({"do": "about", "of": self._of}, 10.0).get("outside")
        return [str(n)[:60] for n in names[:20]] if isinstance(names, list) else []

    def is_empty(self) -> bool:
        """See `Subject.is_empty`."""
        return self._asked({"do": "about", "of": self._of}, 10.0).get("empty") is True

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Call it as one would the function itself, in a hidden test say.

        Raises
        ------
        Exception
            Of the class and text that the function raised.
        """
        if options:
            raise TypeError("Give the arguments by place: they go to another process.")
        call = self.call({str(i): value for i, value in enumerate(args)}, 30.0)
        if call.trouble:
            raise error_class(call.trouble.name)(call.trouble.message)
        return call.value

    def _asked(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            return self._process.ask(message, seconds)
        except LearnerGone as gone:
            raise Uncheckable(str(gone)) from None

    def _opened(self, value: Any) -> Any:
        try:
            value = self._process.open(value)
        except MessageError as error:
            raise Uncheckable(self._about(str(error))) from None
        if isinstance(value, Other) and value.why:
            raise Uncheckable(
                f"`{self.__name__}` returned a network that cannot be checked: "
                f"{value.why}."
            )
        return value

    def _about(self, what: str) -> str:
        return f"What `{self.__name__}` returned {what[:_TEXT]}."


def _read_call(said: Any, arguments: Mapping[str, Any]) -> Call:
    """Return a call as it was told, in bounds; the value is not opened yet."""
    trouble = said["trouble"]
    if trouble is not None:
        kind, name, message, where = (
            str(trouble[key])[:_TEXT] for key in ("kind", "name", "message", "where")
        )
        kind = kind if kind in ("stub", "slow", "exception") else "exception"
        trouble = Trouble(kind, name, message, where)
    changed = tuple(name for name in arguments if name in tuple(said["changed"]))
    back = said["given_back"]
    return Call(
        value=said["value"],
        trouble=trouble,
        printed=str(said["printed"])[:_PRINTED],
        changed=changed,
        given_back=back if back in arguments else "",
    )


class _Names(Mapping[str, Any]):
    """The names of a learner's notebook, each fetched when it is looked at."""

    def __init__(self, process: LearnerProcess) -> None:
        self._process = process

    def __contains__(self, name: object) -> bool:
        try:
            return self._process.kinds([str(name)])[str(name)] != "missing"
        except LearnerGone:
            return False

    def __getitem__(self, name: str) -> Any:
        kind = self._process.kinds([name])[name]
        if kind == "missing":
            raise KeyError(name)
        if kind == "value":
            return self._process.fetch(name)
        return RemoteSubject(self._process, name) if kind == "function" else Other()

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
