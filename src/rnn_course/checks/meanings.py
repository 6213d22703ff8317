"""What common exceptions mean, in a beginner's words.

NumPy says what it could not do, and not what was probably meant. A check adds this to the
exception's own words.
"""

from __future__ import annotations

import re

from .trouble import Trouble

__all__ = ["meaning_of"]

_PRODUCT = (
    "`@` needs as many columns on its left as there are rows on its right. Print both "
    "shapes: is a `.T` missing, or one too many?"
)
_INDEX = "The place that was asked for lies behind the end. Does a loop take one step too many?"
_MEANINGS = (
    (r"matmul: .*mismatch in its core dimension", _PRODUCT),
    (r"shapes .* not aligned", _PRODUCT),
    (
        r"could not be broadcast together with remapped shapes",
        "`@` pairs the rows of two batches, and these are not equally many. `.T` turns "
        "all axes round; `swapaxes(1, 2)` leaves the batch in its place.",
    ),
    (
        r"boolean index did not match",
        "An array of truth values picks places only where it has the very shape of what "
        "it picks from. `np.where(mask, …, …)` stretches it by NumPy's rules.",
    ),
    (
        r"Iterating over a symbolic KerasTensor",
        "Several names stand on the left of `=`, and one tensor on its right. A recurrent "
        "layer returns its last state besides only with `return_state=True`.",
    ),
    (
        r"expects 1 input\(s\), but it received 2",
        "This layer takes one tensor. `Concatenate()([…])` makes one of two.",
    ),
    (
        r"Output with path .* is not connected to `?inputs",
        "The output depends on an `Input` that is not among the inputs of "
        "`keras.Model([…], …)`.",
    ),
    (
        r"operands could not be broadcast together with shapes (\(.*?\)) (\(.*?\))",
        r"Arrays of shapes \1 and \2 were to be combined number by number. Print the "
        "shapes of both: does each hold what you think?",
    ),
    (
        r"inhomogeneous shape",
        "Parts of different shapes make no common array. Work on each part by itself.",
    ),
    (r"index -?\d+ is out of bounds", _INDEX),
    (r"(list|string|tuple) index out of range", _INDEX),
    (
        r"(not enough|too many) values to unpack",
        "The number of names on the left of `=` is not the number of values on its right.",
    ),
    (
        r"truth value of an array",
        "`if` wants one yes or no, and got one for each number of an array. Did you mean "
        "`np.all(…)` or `np.any(…)`?",
    ),
    (
        r"'(EagerTensor|KerasTensor|.*\.EagerTensor)' object|EagerTensor object has no",
        "A Keras tensor is not a NumPy array. `np.array(…)` makes one of it.",
    ),
    (
        r"'NoneType' (object|and)|and 'NoneType'",
        "Something is None here. Does a function that you call return nothing?",
    ),
    (
        r"'(list|tuple)' object has no attribute '(shape|T|ndim|mean|sum|reshape|astype)'",
        r"A \1 is no array. `np.asarray(…)` makes one of it.",
    ),
    (
        r"unsupported operand type\(s\) for .*'(list|tuple)'",
        r"A \1 does no arithmetic. `np.asarray(…)` makes an array of it.",
    ),
    (
        r"'(\w+)' object has no attribute '(\w+)'",
        r"What stands before `.\2` is of type \1, which knows no `\2`.",
    ),
    (
        r"(only integers, slices|only integer scalar arrays|indices must be integers)",
        "A place is a whole number. Make one with `int(…)`, or an array of places with "
        '`.astype("int")`.',
    ),
    (
        r"name '(\w+)' is not defined",
        r"There is no `\1` here. Is it spelt as you defined it, and has its cell run?",
    ),
)


def meaning_of(trouble: Trouble) -> str:
    """Return what an exception means, or nothing where its own words are all we know."""
    for words, meaning in _MEANINGS:
        if found := re.search(words, trouble.message, re.DOTALL):
            return found.expand(meaning)
    return ""
