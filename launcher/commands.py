"""Run pip and others: their words in a log, one calm line on the screen."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time

from .places import FULL, LOG, StopError

SETTINGS = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_USER": "0",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONUNBUFFERED": "1",
}
UNWRITABLE = (
    "The course's folder cannot be written. Copy it to a place of your own, or change "
    "its permissions."
)
MEANINGS = (  # what pip or uv says, what it means
    (
        r"DO NOT MATCH THE HASHES|Hash mismatch|checksum",
        "A download was refused: it broke off, or it is not the file that the course's "
        "lock names. Where it is refused twice, take another network.",
    ),
    (r"No space left|Errno 28|not enough space|os error (?:28|112)", FULL),
    (
        r"Permission denied|Errno 13|Read-only file|Errno 30|os error (?:13|30)",
        UNWRITABLE,
    ),
    (
        r"ConnectionError|ConnectTimeout|NameResolution|ReadTimeout|ProxyError|SSLError"
        r"|ConnectionResetError|IncompleteRead|ProtocolError|Connection broken"
        r"|error sending request|Failed to download|client error|dns error|disabled"
        r"|error reading a body",
        "The network cannot be reached, or broke off. The first start needs the "
        "internet, and the first one after an update of the course; others do not. "
        "Connect this computer.",
    ),
    (
        r"No matching distribution found for uv\b",  # pip need not say why
        "uv, which fetches a Python, did not come: the network refuses the package "
        "index.",
    ),
    (
        r"No matching distribution found for (\S+)",
        r"There is no \1 for this machine, or the network refuses the package index. "
        "Take another network, or another machine.",
    ),
)


def run(step, *command, news=str, settings=None):
    """Run a command; stop with the meaning of its words when it fails."""
    began = time.monotonic()
    with LOG.open("ab") as log:
        process = subprocess.Popen(
            [str(word) for word in command],
            env={**os.environ, **SETTINGS, **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            close_fds=False,  # the turn stays locked while pip lives
        )
    try:
        while _is_running(process):
            _show(f"  {step}{news()} · {seconds_since(began)}")
    finally:  # after Ctrl-C, too
        process.terminate()
        process.wait()
    _show(f"  {step}{news()} · {seconds_since(began)}", end="\n")
    if process.returncode:
        raise StopError(f"{meaning_of_log()}\nDetails: {LOG}")


def meaning_of_log():
    """Why the last command failed, and what to do about it."""
    said = read(LOG)
    for words, meaning in MEANINGS:
        found = re.search(words, said)
        if found:
            return found.expand(meaning)
    last = re.findall(r"(?:ERROR|\w+Error|error): .+", said)[-1:] or ["no reason given"]
    return f"It did not work ({last[0]}). Mend that, or delete the folder .venv."


def _is_running(process):
    """Wait a moment, longer where each line of the display stays."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(0.3 if sys.stdout.isatty() else 15)
    return process.returncode is None


def _show(line, end="\r"):
    """Print a line that the next one overwrites, on a screen; else one that stays."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(line[:width].ljust(width), end=end, flush=True)
    else:
        print(line, flush=True)


def read(path):
    """Return a file's text, whatever bytes it holds."""
    return path.read_text(encoding="utf-8", errors="replace")


def seconds_since(moment):
    """Return '5 s' or '2 min 5 s'."""
    minutes, seconds = divmod(round(time.monotonic() - moment), 60)
    return "%d min %d s" % (minutes, seconds) if minutes else "%d s" % seconds
