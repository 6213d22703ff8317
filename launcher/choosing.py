"""Say which lines of a lock another machine installs. Runs inside an environment.

`python choosing.py LOCK SYSTEM MACHINE VERSION` prints these lines, with hashes.
"""

import re
import sys
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement

PLATFORMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}


def machine(system, kind, version):
    """Return the values that markers ask for."""
    return {
        "platform_system": system,
        "platform_machine": kind,
        "sys_platform": PLATFORMS[system],
        "os_name": "nt" if system == "Windows" else "posix",
        "python_version": version,
        "python_full_version": version + ".9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def chosen(text, facts):
    """Return the entries of a lock whose markers hold."""
    entries = re.split(r"\n(?=[^\s#])", text.strip())
    entries = [entry for entry in entries if entry[:1].isalnum()]
    needs = [Requirement(re.split(r"\s+\\\n|\s+--hash", one)[0]) for one in entries]
    return [
        entry
        for entry, need in zip(entries, needs)
        if not need.marker or need.marker.evaluate(facts)
    ]


def main(lock, *facts):
    """Print what one machine installs."""
    text = Path(lock).read_text(encoding="utf-8")
    entries = chosen(text, machine(*facts))
    # What is chosen is chosen: pip would ask the markers of the machine it runs on.
    print("\n".join(re.sub(r"^(\S+) ; [^\\]+(?=\\)", r"\1 ", one) for one in entries))


if __name__ == "__main__":
    main(*sys.argv[1:])
