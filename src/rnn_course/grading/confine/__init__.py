"""Confine a submission: least power, held by the kernel, without help of root.

`confine` is called in the process that will run a learner's code, before its first line.
Each wall is a module: `landlock` (files), `seccomp` (calls of the kernel: network,
processes, signals), `identity` (never root), `limits`, and `namespaces`, which repeat
some of it. `probe` then tries from inside what must be refused; when something works
after all, or a wall is missing, the submission is not run.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rnn_course.errors import CourseError

from . import (
    identity,
    landlock,
    namespaces,
    probe,
    reach,
    seccomp,
    surroundings,
    view,
)
from .calls import LINUX, MACHINE
from .limits import Limits, limit, threads_of

__all__ = [
    "ConfinementError",
    "Layer",
    "Limits",
    "confine",
    "demand_layers",
    "guard",
    "layers",
    "prepare",
]


class ConfinementError(CourseError):
    """A layer of confinement is missing, or does not hold."""


@dataclass(frozen=True)
class Layer:
    """One layer of confinement, as this machine has it.

    Attributes
    ----------
    name : str
        ``"files"``, ``"calls"``, ``"identity"``, ``"limits"`` or ``"namespaces"``.
    protects : str
        What it is for, in words.
    offered : str
        What there is, in words; empty when there is nothing.
    remedy : str
        What to do when it is missing.
    needed : bool
        Whether grading stops without it.
    """

    name: str
    protects: str
    offered: str
    remedy: str
    needed: bool = True


_FILES = (
    "files, the gradebook, other students' work",
    "Use Linux 5.13 or later with Landlock switched on (`landlock` in the file "
    "/sys/kernel/security/lsm; else add `lsm=landlock,…` at boot).",
)
_CALLS = (
    "the network, other processes, starting programs",
    "Use Linux with seccomp filters, on x86-64 or 64-bit ARM; in a container, allow "
    "the call `seccomp`.",
)
_IDENTITY = (
    "what belongs to root",
    "Grade as an ordinary user, or give root the power to become another one (in a "
    "container, keep the capabilities SETUID, SETGID and CHOWN).",
)
_LIMITS = ("memory, processor time, threads, file sizes", "Use Linux.")
_NAMESPACES = (
    "a second wall around processes and network, the names, sizes and times of files, "
    "and the size of the scratch folder",
    "Allow user namespaces (`sysctl user.max_user_namespaces`; on Ubuntu also "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`), or grade as root.",
)


def layers() -> list[Layer]:
    """Return every layer, and what this machine offers of it."""
    kinds = [kind for kind in namespaces.available() if kind != "user"]
    offered = ", ".join(kinds)
    second = Layer("namespaces", _NAMESPACES[0], offered, _NAMESPACES[1], False)
    return [*_needed(), second]


def _needed() -> list[Layer]:
    version = landlock.version()
    user = "an ordinary user" if _user() else "a number of its own in place of root"
    return [
        Layer("files", _FILES[0], f"Landlock {version}" * bool(version), _FILES[1]),
        Layer("calls", _CALLS[0], _seccomp(), _CALLS[1]),
        Layer("identity", _IDENTITY[0], user if LINUX else "", _IDENTITY[1]),
        Layer("limits", _LIMITS[0], "resource limits" if LINUX else "", _LIMITS[1]),
    ]


def demand_layers() -> None:
    """Demand every layer that grading needs.

    Raises
    ------
    ConfinementError
        With one line for each that is missing, and what to do.
    """
    missing = [layer for layer in _needed() if not layer.offered]
    if missing:
        lines = (f"• {one.protects} ({one.name}). {one.remedy}" for one in missing)
        raise ConfinementError(
            "This machine cannot protect itself from submissions. Missing for:\n"
            + "\n".join(lines)
            + "\nOr go on, at your own risk, with --allow-weaker-sandbox."
        )


def _seccomp() -> str:
    return f"a seccomp filter for {MACHINE}" if seccomp.is_offered() else ""


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 1


def prepare() -> None:
    """Look up what `confine` needs, once, in the process that submissions fork from."""
    if LINUX:
        reach.standing_rules()
        seccomp.prepare()


def confine(
    scratch: Path,
    limits: Limits,
    weaker: bool = False,
    *,
    keep: Iterable[int] = (),
    secrets: Iterable[Path] = (),
    number: int = 0,
) -> list[str]:
    """Confine this process, for good.

    Parameters
    ----------
    scratch : Path
        An empty folder, the only one that stays writable; also the new home.
    limits : Limits
        What may be used.
    weaker : bool
        Go on where a layer is missing.
    keep : iterable of int
        File descriptors to keep open; all others are closed.
    secrets : iterable of Path
        What must be out of reach, tried at the end.
    number : int
        Tells this process from all others that are confined at the same time; its own
        number when left out.

    Returns
    -------
    list of str
        The layers in force: ``"files"``, …, and ``"namespaces: pid"`` and its like.

    Raises
    ------
    ConfinementError
        When a layer is missing or does not hold; its text says which, and what to do.

    Notes
    -----
    The process that returns may be a child of the one that called: the caller then
    waits for it and ends as it ends.
    """
    given = scratch.resolve(), limits, weaker, list(keep), list(secrets), number
    return _Confiner(*given).run()


def guard(scratch: Path, limits: Limits, readable: Iterable[Path]) -> None:
    """Bound a process of our own that reads what submissions say; a second wall.

    It keeps its identity, and may read the course and `readable`, but it writes into
    `scratch` alone, reaches no network, and starts nothing. What this machine does not
    offer is left out.
    """
    os.chdir(scratch)
    steps = (
        lambda: limit(limits, threads_of(_user()) if _user() else 0),
        identity.drop_powers,
        lambda: landlock.restrict(reach.rules_of_ours(scratch, readable)),
        seccomp.restrict,
    )
    for step in steps if LINUX else ():
        with contextlib.suppress(OSError):
            step()


class _Confiner:
    """The steps of `confine`, in an order in which each still may do what it must."""

    def __init__(
        self,
        scratch: Path,
        limits: Limits,
        weaker: bool,
        keep: list[int],
        secrets: list[Path],
        number: int,
    ) -> None:
        self.scratch, self.limits, self.weaker = scratch, limits, weaker
        self.keep, self.secrets = keep, secrets
        self.done: list[str] = []
        self.number = number or os.getpid()  # later it may be 1, as everybody else's

    def run(self) -> list[str]:
        surroundings.reset_signals()
        surroundings.close_files(self.keep)
        surroundings.scrub_environment(surroundings.new_environment(self.scratch))
        if LINUX:
            os.umask(0o022)  # folders made on the way must be passable
            self._separate()
        os.umask(0o077)
        os.chdir(self.scratch)
        self._step("limits", self._limit, _LIMITS[1])
        self._step("identity", self._become, _IDENTITY[1])
        self._step("files", self._lock_files, _FILES[1])
        self._step("calls", seccomp.restrict, _CALLS[1])
        self._touch()
        return self.done

    def _separate(self) -> None:
        try:
            apart = os.getpid() == 1  # whoever forked us has seen to that
            kinds = namespaces.enter(apart)
        except OSError as error:  # half-way in: there is no way back
            raise ConfinementError(
                f"Namespaces could not be set up: {error}. {_NAMESPACES[1]}"
            ) from None
        if "pid" in kinds and not apart:
            namespaces.start_inside(self.keep)
        if "mount" in kinds:
            if view.show_only(self.scratch, reach.needed(), "pid" in kinds):
                kinds.append("view")
            elif os.geteuid() == 0:
                namespaces.hide_homes(reach.needed())
            if namespaces.small_disk(self.scratch, self.limits.scratch):
                kinds.append("disk")
        self.done += [f"namespaces: {kind}" for kind in kinds]

    def _limit(self) -> None:
        counted = 0
        if _user() and "namespaces: user" not in self.done and LINUX:
            counted = threads_of(_user())
        limit(self.limits, counted)

    def _become(self) -> None:
        if _user() == 0:
            identity.become_nobody(str(self.scratch), self.number)
        if LINUX:
            identity.drop_powers()

    def _lock_files(self) -> None:
        landlock.restrict(reach.rules(self.scratch))

    def _step(self, name: str, act, remedy: str) -> None:
        try:
            act()
        except (OSError, ImportError, AttributeError) as error:
            if not self.weaker:
                raise ConfinementError(
                    f"The layer `{name}` of confinement is missing: {error}. {remedy}"
                ) from None
        else:
            self.done.append(name)

    def _touch(self) -> None:
        """Fail closed: what a layer in force should refuse must be refused."""
        found = []
        with contextlib.suppress(AttributeError):  # not on this system
            found = list(probe.holes(self.scratch, self.secrets))
        for layer, what in found:
            if layer in self.done or not self.weaker:
                raise ConfinementError(
                    f"The layer `{layer}` of confinement does not hold: a submission "
                    f"could {what}. Nothing was run."
                )
