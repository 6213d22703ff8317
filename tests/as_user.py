"""Run a module as an ordinary user, for tests that root runs.

    python -m tests.as_user MODULE ARGUMENTS…

Folders that are closed to others (root's home, say) are opened in a mount namespace of
its own, so that the interpreter and the checkout can be read.
"""

from __future__ import annotations

import os
import sys

from rnn_course.grading.confine import namespaces, reach
from tests.confine_host import ORDINARY
from tests.course import ROOT

__all__: list[str] = []

if __name__ == "__main__":
    if not namespaces.enter_mounts():
        sys.exit("no mount namespace can be had")
    namespaces.hide_homes([*reach.needed(), ROOT])
    os.setgroups([])
    os.setresgid(ORDINARY, ORDINARY, ORDINARY)
    os.setresuid(ORDINARY, ORDINARY, ORDINARY)
    os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])
