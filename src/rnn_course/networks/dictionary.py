"""A dictionary from sentence pairs, by counting: the baseline of lesson 11."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["closest_pairs"]


def closest_pairs(
    pairs: Iterable[tuple[Sequence[str], Sequence[str]]],
) -> dict[str, str]:
    """Return the words of two languages that are each other's closest.

    The closeness of two words is Dice's coefficient (1945): twice the number of pairs
    that hold both, over the number that hold one plus the number that hold the other.

    Parameters
    ----------
    pairs : iterable of (words, words)
        A sentence and its translation.

    Returns
    -------
    dict
        A word of the first language → a word of the second. Words whose closest
        partner is closer to another word are left out.
    """
    pairs = [(sorted(set(one)), sorted(set(other))) for one, other in pairs]
    first = Counter(word for one, _ in pairs for word in one)
    second = Counter(word for _, other in pairs for word in other)
    both = Counter((a, b) for one, other in pairs for a in one for b in other)

    def closeness(a: str, b: str) -> float:
        return 2 * both[a, b] / (first[a] + second[b])

    partner = {a: max(second, key=lambda b: closeness(a, b)) for a in first}
    back = {b: max(first, key=lambda a: closeness(a, b)) for b in second}
    return {a: b for a, b in partner.items() if back[b] == a}
