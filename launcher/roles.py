"""Roles: which words need which packages. Each role holds all of the ones before it."""

import hashlib

from .places import ROOT

ROLES = ("learner", "instructor", "site", "developer")
LOCKS = {
    "learner": ROOT / "requirements.lock",
    "instructor": ROOT / "locks" / "instructor.lock",
    "site": ROOT / "locks" / "site.lock",
    "developer": ROOT / "locks" / "developer.lock",
}
UV_LOCK = ROOT / "locks" / "uv.lock"
WORDS = {
    "site": "site",
    "test": "developer",
    "bench": "developer",
    "build": "instructor",
    "new": "instructor",
    "release": "instructor",
    "grade": "instructor",
    "class": "instructor",
    "export": "instructor",
}


def role_of(words):
    """Return the role that a command line needs.

    `lab --here` shows nbgrader's panels, which are an instructor's.
    """
    if words[0] == "lab" and "--here" in words:
        return "instructor"
    return WORDS.get(words[0], "learner")


def digest(role):
    """Return the fingerprint of a role's lock."""
    text = LOCKS[role].read_bytes().replace(b"\r\n", b"\n")  # a Windows checkout's
    return hashlib.sha256(text).hexdigest()


def up_to(role):
    """Return this role and the ones that it holds."""
    return ROLES[: ROLES.index(role) + 1]
