"""Say what an environment lacks of a lock. Runs inside it: `python lacking.py LOCK`.

Prints one line for each package that is not as the lock says: its name, the version
that the lock names, and the one that is there, or nothing.
"""

import sys
from importlib.metadata import distributions

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name


def lines_of(lock):
    """Yield the requirements of a lock, without their hashes."""
    with open(lock, encoding="utf-8") as file:
        for line in file:
            if line[:1].isalnum():
                yield Requirement(line.split(" \\")[0].split("--hash")[0].strip())


def main(lock):
    """Compare what is there with what the lock wants on this machine."""
    there = {}
    for one in distributions():
        name = one.metadata["Name"] if one.metadata else None
        if name:  # none where half a package lies
            there[canonicalize_name(name)] = one.version
    for need in lines_of(lock):
        if need.marker and not need.marker.evaluate():
            continue
        found = there.get(canonicalize_name(need.name), "")
        if not (found and need.specifier.contains(found, prereleases=True)):
            print(need.name, str(need.specifier)[2:], found)


if __name__ == "__main__":
    main(sys.argv[1])
