"""An exception by its name, on the side that has not raised it."""

from __future__ import annotations

import builtins

__all__ = ["error_class"]


def error_class(name: str) -> type[Exception]:
    """Return the built-in exception of a name, or a class that is called so."""
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception):
        return known
    return type(name if name.isidentifier() else "Error", (Exception,), {})
