"""Judge a function of plain values by what it does on many small inputs.

Each `Probe` makes inputs, the reference gives the right result, and a `Mistake` gives
what that mistake would give. A mistake is recognised by behaviour: the learner's
results are those of the mistake. However it was made, it gets the same name.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import chance
from .exercise import Case
from .kinds import Kind, Unfit, close
from .limits import quietly
from .subject import Call, copies
from .verdict import Wrong

__all__ = ["Mistake", "Probe", "Probing", "Trial"]

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Probe:
    """One thing that the answer must get right.

    Attributes
    ----------
    words : str
        What it tests, to follow "with": ``"a batch of one row"``.
    make : callable
        Takes a `numpy.random.Generator`; returns the arguments by name, in order.
    share : float
        What failing this probe alone costs; 1 (all points) unless told.
    trials : int
        How many random inputs.
    tolerance : float, optional
        In place of the exercise's, for float32 inputs say.
    telling : bool
        Whether the result tells which mistake it was. False where right answers
        differ: then so do answers with the same mistake.
    """

    words: str
    make: Callable[[np.random.Generator], Inputs]
    share: float = 1.0
    trials: int = 2
    tolerance: float | None = None
    telling: bool = True


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its id, what to tell the learner, what it would return."""

    id: str
    message: str
    make: Callable[..., Any]


@dataclass
class Trial:
    """One call, beside what was right."""

    probe: Probe
    inputs: Inputs
    call: Call
    expected: Any
    unfit: str | None = None
    wrong_parts: set[str] = field(default_factory=set)

    @property
    def failed(self) -> bool:
        """Tell whether the answer was not what it must be."""
        return bool(self.unfit or self.wrong_parts or self.call.trouble)


@dataclass(frozen=True)
class Probing:
    """The examiner of a function of plain values.

    Attributes
    ----------
    reference : callable
        What a right answer returns.
    kind : Kind
        What sort of value that is.
    probes : sequence of Probe
        Tried in order, all of them.
    mistakes : sequence of Mistake
        Tried in order; the first that behaves like the answer names it.
    tolerance : float
        See `kinds.close`.
    returns_new : bool
        Demand that the result is an object of its own, not an argument given back.
    """

    reference: Callable[..., Any]
    kind: Kind
    probes: Sequence[Probe]
    mistakes: Sequence[Mistake] = ()
    tolerance: float = 1e-4
    returns_new: bool = False

    def __call__(self, case: Case) -> None:
        """Examine one answer.

        Raises
        ------
        Wrong
            With the recognised mistake, and the share that is earned all the same.
        """
        tries = (
            self._try(case, probe, trial)
            for probe in self.probes
            for trial in range(probe.trials)
        )
        trials = [trial for trial in tries if trial is not None]
        failed = [trial for trial in trials if trial.failed]
        if failed:
            reason, mistake = self._diagnose(case, trials, failed)
            share = self._share(trials)
            if chance.is_drawn_anew() and len(failed) == len(trials):
                share = 0.0  # it knew what is always asked, and nothing else
            raise Wrong(reason, mistake, share, failed[0].probe.words)
        self._look_for_side_effects(case, trials)

    def _try(self, case: Case, probe: Probe, number: int) -> Trial | None:
        """Ask once; what is not drawn is asked but once, with all that is fixed."""
        seed = zlib.crc32(f"{case.exercise.name}/{probe.words}/{number}".encode())
        rng = chance.generator(seed)
        before = rng.bit_generator.state
        try:
            inputs = probe.make(rng)
        except ValueError:
            if not chance.is_drawn_anew():
                raise
            return None  # a draw that makes no question, before any answer was asked
        if chance.is_drawn_anew() and rng.bit_generator.state == before:
            return None
        expected = self.reference(**copies(inputs))
        trial = Trial(probe, inputs, case.try_call(**inputs), expected)
        if trial.call.trouble is None:
            self._compare(trial)
        return trial

    def _compare(self, trial: Trial) -> None:
        try:
            right = self.kind.parts(self.kind.read(trial.expected, trial.expected))
            got = self.kind.parts(self.kind.read(trial.call.value, trial.expected))
        except Unfit as unfit:
            trial.unfit = str(unfit)
            return
        for name, value in right.items():
            if isinstance(got[name], Unfit):
                trial.unfit = f"for {name}, {got[name]}"
                trial.wrong_parts.add(name)
            elif not close(got[name], value, self._tolerance(trial)):
                trial.wrong_parts.add(name)

    def _diagnose(
        self, case: Case, trials: list[Trial], failed: list[Trial]
    ) -> tuple[str, str | None]:
        mistake = self._recognise(trials, failed)
        if mistake:
            return mistake.message, mistake.id
        first = failed[0]
        name, names = case.exercise.name, case.subject.outside_names()
        if first.call.value is None and first.call.trouble is None:
            return case.about_nothing(first.call)
        if names:
            listed = ", ".join(f"`{name}`" for name in names)
            return (
                f"`{name}` reads {listed} from the notebook, outside the function. "
                "Use only its arguments: with other inputs the result is wrong.",
                "uses-a-global",
            )
        if first.call.trouble:
            return case.about(first.call.trouble, first.inputs), "exception"
        return self._about(case, first)

    def _about(self, case: Case, trial: Trial) -> tuple[str, str | None]:
        name, words = case.exercise.name, trial.probe.words
        if trial.unfit:
            end = "" if trial.unfit.endswith("?") else "."
            return f"`{name}`, tried with {words}: {trial.unfit}{end}", "unfit-result"
        if trial.call.changed:
            return self._about_changes(case, trial.call.changed)
        parts = ", ".join(sorted(trial.wrong_parts - {""}))
        of = f" of {parts}" if parts else ""
        return (
            f"`{name}`, tried with {words}: the type and shape are right, the "
            f"values{of} are not.",
            None,
        )

    def _recognise(self, trials: list[Trial], failed: list[Trial]) -> Mistake | None:
        """Find the mistake that explains every trial, or else every failed one.

        If none does, the failed trials that tell something are enough, or those that
        returned: whoever is wrong may also stop at a list, say.
        """
        telling = [t for t in failed if t.probe.telling]
        returned = [t for t in failed if t.call.trouble is None]
        for some in (trials, failed, telling, returned):
            for mistake in self.mistakes:
                if self._explains(some, mistake):
                    return mistake
        return None

    def _explains(self, trials: list[Trial], mistake: Mistake) -> bool:
        """Compare with what the mistake does; crashing alike proves nothing alone."""
        behaviour = [self._behaves(trial, mistake) for trial in trials]
        returned = [trial.call.trouble is None for trial in trials]
        return all(behaviour) and any(returned)

    def _behaves(self, trial: Trial, mistake: Mistake) -> bool:
        try:
            with quietly():
                value = mistake.make(**copies(trial.inputs))
        except Exception as error:
            trouble = trial.call.trouble
            return trouble is not None and trouble.name == type(error).__name__
        if trial.call.trouble:
            return False
        got = _plain(trial.call.value)
        return close(got, _plain(value), self._tolerance(trial))

    def _tolerance(self, trial: Trial) -> float:
        own = trial.probe.tolerance
        return self.tolerance if own is None else own

    def _share(self, trials: list[Trial]) -> float:
        """Give what the right parts and the probes that passed have earned."""
        right = self.kind.parts(self.kind.read(trials[0].expected, trials[0].expected))
        if len(right) > 1:
            whole = any(
                t.call.trouble or (t.unfit and not t.wrong_parts) for t in trials
            )
            wrong = set().union(*(trial.wrong_parts for trial in trials))
            return 0.0 if whole else 1 - len(wrong) / len(right)
        lost = {
            trial.probe.words: trial.probe.share for trial in trials if trial.failed
        }
        return max(0.0, 1 - sum(lost.values()))

    def _look_for_side_effects(self, case: Case, trials: list[Trial]) -> None:
        for trial in trials:
            if trial.call.changed:
                raise Wrong(*self._about_changes(case, trial.call.changed), share=0.5)
            if self.returns_new and trial.call.given_back:
                raise Wrong(*self._about_given_back(case, trial), share=0.5)

    @staticmethod
    def _about_given_back(case: Case, trial: Trial) -> tuple[str, str]:
        return (
            f"`{case.exercise.name}`, tried with {trial.probe.words}, gives back the "
            f"very object `{trial.call.given_back}` that it was given. Return a new "
            "one: else whoever changes the result changes the argument too.",
            "returns-its-argument",
        )

    @staticmethod
    def _about_changes(case: Case, changed: tuple[str, ...]) -> tuple[str, str]:
        names = ", ".join(f"`{name}`" for name in changed)
        return (
            f"`{case.exercise.name}` changes its argument {names} in place. Work on a "
            f"copy, so that whoever called it still has the old values.",
            "changes-its-inputs",
        )


def _plain(value: Any) -> Any:
    """Turn tensors and the like into arrays, leave other values alone."""
    if hasattr(value, "__array__") and not isinstance(value, np.ndarray):
        return np.asarray(value)
    return value
