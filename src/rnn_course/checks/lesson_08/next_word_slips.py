"""The next word's distribution, and the ways in which it is missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["MISTAKES", "REFUSALS", "next_word"]


def _ids(prompt: str, vocabulary: Mapping[str, int], unknown: int = 1) -> list[int]:
    return [vocabulary.get(word, unknown) for word in prompt.split()]


def _ask(model: Any, ids: Any) -> np.ndarray:
    """Return the probabilities after each word, (T, V), computed in NumPy."""
    embedding, W_xh, W_hh, b_h, W_hy, b_y = model.get_weights()
    h, scores = np.zeros(len(b_h)), []
    for x in embedding[list(ids)]:
        h = np.tanh(x @ W_xh + h @ W_hh + b_h)
        scores.append(h @ W_hy + b_y)
    shares = np.exp(np.array(scores))
    return shares / shares.sum(axis=1, keepdims=True)


def _named(p: np.ndarray, vocabulary: Mapping[str, int]) -> dict[str, float]:
    return {word: float(p[place]) for word, place in vocabulary.items()}


def next_word(model: Any, prompt: str, vocabulary: Mapping[str, int]) -> Any:
    """Return the probability of each word of the vocabulary after the prompt."""
    return _named(_ask(model, _ids(prompt, vocabulary))[-1], vocabulary)


def _reading(change: Any) -> Any:
    """Ask about other ids; `change` takes (prompt, vocabulary)."""
    return lambda model, prompt, vocabulary: _named(
        _ask(model, change(prompt, vocabulary))[-1], vocabulary
    )


def _saying(change: Any) -> Any:
    """Make something else of the right answer, (T, V); takes (p, vocabulary)."""
    return lambda model, prompt, vocabulary: change(
        _ask(model, _ids(prompt, vocabulary)), vocabulary
    )


def _shifted(by: int) -> Any:
    """Read the probability of another id, as counting from 0 or 1 does."""

    def change(p: np.ndarray, vocabulary: Mapping[str, int]) -> dict[str, float]:
        return {word: float(p[-1][place - by]) for word, place in vocabulary.items()}

    return _saying(change)


def _with_all(*names: str) -> Any:
    def change(p: np.ndarray, vocabulary: Mapping[str, int]) -> dict[str, float]:
        special = {name: float(p[-1][place]) for place, name in enumerate(names)}
        return special | _named(p[-1], vocabulary)

    return _saying(change)


def _best(p: np.ndarray, vocabulary: Mapping[str, int]) -> str:
    belief = _named(p[-1], vocabulary)
    return max(belief, key=belief.__getitem__)


def _padded(prompt: str, vocabulary: Mapping[str, int], length: int) -> list[int]:
    ids = _ids(prompt, vocabulary)
    return ids + [0] * (length - len(ids))


_UNKNOWN = (
    "`next_word` stops with an error at a word that is not in the vocabulary. An unknown "
    "word has id 1: `vocabulary.get(word, 1)`."
)
_UNKNOWN_ID = (
    "`next_word` does not give id 1 to a word that is not in the vocabulary. 0 is "
    "padding, 1 is unknown: `vocabulary.get(word, 1)`."
)
_OFF = (
    "`next_word` gives words the probabilities of their neighbours: ids begin at 2, so "
    "the probability of a word stands at `p[vocabulary[word]]`."
)
_SPECIAL = (
    "`next_word` has keys for padding or for unknown words. The keys are exactly the "
    "words of the vocabulary."
)
_CASE = (
    "`next_word` writes the prompt in small letters. `The` and `the` are two words here: "
    "leave the prompt as it is."
)
_NO_BATCH = (
    "`next_word` gives the model ids of a wrong shape, and Keras refuses them. A model "
    "reads a batch: one row with the ids of the prompt, shape (1, T). "
    "`np.array([ids])` makes one of a list."
)
_PLAIN_LIST = (
    "`next_word` gives the model a plain list, and Keras refuses it. Make an array of "
    "one row with the ids of the prompt, shape (1, T): `np.array([ids])`."
)
_STEPS = (
    "`next_word` looks for a word on another axis. The model's answer has the shape "
    "(1, T, V): one sequence, T steps, V words. Take the first sequence and its last step, "
    "`[0, -1]`, and look up words in that."
)
_TEXT = (
    "`next_word` gives the model text, and a model reads numbers. Look up the id of each "
    "word, and make an array of one row, shape (1, T): `np.array([ids])`."
)
REFUSALS = {
    "<class 'str'>": (_TEXT, "text-not-ids"),
    "Invalid dtype: str": (_TEXT, "text-not-ids"),
    "is out of bounds for axis": (_STEPS, "other-axis"),
    "incompatible shape": (_NO_BATCH, "no-batch-axis"),
    "Only input tensors": (_PLAIN_LIST, "plain-list"),
    "Unrecognized data type": (_PLAIN_LIST, "plain-list"),
}
_PADDED = (
    "`next_word` fills the prompt up with zeros and then reads the answer after the "
    "padding. Leave the prompt as short as it is: (1, T) for T words."
)

MISTAKES = (
    Mistake(
        "first-step",
        "`next_word` reads the distribution after the *first* word of the "
        "prompt. The word that comes next is told after the last one: step −1. "
        "Pass all ids as one row, shape (1, T). (Ids of shape (T, 1) are T "
        "sequences of one word each.)",
        _saying(lambda p, vocabulary: _named(p[0], vocabulary)),
    ),
    Mistake(
        "second-last-step",
        "`next_word` reads the distribution before the prompt's last word. The "
        "word that comes next is told after the last one: step −1.",
        _saying(lambda p, vocabulary: _named(p[-2], vocabulary)),
    ),
    Mistake(
        "mean-of-steps",
        "`next_word` averages over all steps. Only the last distribution is "
        "about the word after the prompt: step −1.",
        _saying(lambda p, vocabulary: _named(p.mean(axis=0), vocabulary)),
    ),
    Mistake(
        "last-word-only",
        "`next_word` shows the model only the prompt's last word; a bigram could "
        "do that. Pass the ids of *all* words as one row, shape (1, T). (Ids of "
        "shape (T, 1) are T sequences of one word each.)",
        _reading(lambda prompt, v: _ids(prompt, v)[-1:]),
    ),
    Mistake(
        "last-word-lost",
        "`next_word` leaves the prompt's last word out. That word is the "
        "beginning of the question: pass the ids of *all* words.",
        _reading(lambda prompt, v: _ids(prompt, v)[:-1]),
    ),
    Mistake(
        "first-word-only",
        "`next_word` shows the model only the prompt's first word. Pass the ids "
        "of *all* words as one row, shape (1, T). (Ids of shape (T, 1) are T "
        "sequences of one word each.)",
        _reading(lambda prompt, v: _ids(prompt, v)[:1]),
    ),
    Mistake(
        "letters",
        "`next_word` goes through the prompt letter by letter. Part it into "
        "words first: `prompt.split()`.",
        _reading(lambda prompt, v: [v.get(letter, 1) for letter in prompt]),
    ),
    Mistake(
        "backwards",
        "`next_word` turns the prompt round. The first word comes first.",
        _reading(lambda prompt, v: _ids(prompt, v)[::-1]),
    ),
    Mistake(
        "crash-on-unknown",
        _UNKNOWN,
        _reading(lambda prompt, v: [v[word] for word in prompt.split()]),
    ),
    Mistake(
        "unknown-id",
        _UNKNOWN_ID,
        _reading(lambda prompt, v: _ids(prompt, v, 0)),
    ),
    Mistake(
        "unknown-id",
        _UNKNOWN_ID,
        _reading(lambda prompt, v: _ids(prompt, v, 2)),
    ),
    Mistake(
        "unknown-left-out",
        "`next_word` leaves unknown words out of the prompt. Give them id 1: "
        "`vocabulary.get(word, 1)`.",
        _reading(lambda prompt, v: [v[w] for w in prompt.split() if w in v]),
    ),
    Mistake(
        "one-space-only",
        '`next_word` parts the prompt at each single space, `split(" ")`, so '
        "that two spaces make an empty word. Write `split()`.",
        _reading(lambda prompt, v: [v.get(w, 1) for w in prompt.split(" ")]),
    ),
    Mistake(
        "lower-case",
        _CASE,
        _reading(lambda prompt, v: _ids(prompt.lower(), v)),
    ),
    *(
        Mistake(
            "padded",
            _PADDED,
            _reading(lambda prompt, v, n=n: _padded(prompt, v, n)),
        )
        for n in (6, 8, 10, 12, 15, 16, 20)
    ),
    Mistake("ids-off", _OFF, _shifted(1)),
    Mistake("ids-off", _OFF, _shifted(2)),
    *(
        Mistake("special-keys", _SPECIAL, _with_all(*names))
        for names in (
            ("<pad>", "<unk>"),
            ("<PAD>", "<UNK>"),
            ("[PAD]", "[UNK]"),
            ("padding", "unknown"),
            ("", "[UNK]"),
            ("", "<unk>"),
        )
    ),
    Mistake(
        "id-to-probability",
        "`next_word` goes from id to probability. Expected a dict from each "
        "*word* to its probability.",
        _saying(lambda p, v: {place: float(p[-1][place]) for place in v.values()}),
    ),
    Mistake(
        "id-to-probability",
        "`next_word` goes from id to probability. Expected a dict from each "
        "*word* to its probability.",
        _saying(lambda p, v: dict(enumerate(p[-1].tolist()))),
    ),
    Mistake(
        "probability-to-word",
        "`next_word` goes from probability to word. Expected a dict from each "
        "word to its probability.",
        _saying(lambda p, v: {float(p[-1][i]): word for word, i in v.items()}),
    ),
    Mistake(
        "best-word-only",
        "`next_word` returns the likeliest word alone. Expected the whole "
        "distribution: a dict from each word to its probability.",
        _saying(_best),
    ),
    Mistake(
        "best-word-only",
        "`next_word` returns an id alone. Expected the whole distribution: a "
        "dict from each word to its probability.",
        _saying(lambda p, v: int(p[-1].argmax())),
    ),
    Mistake(
        "array-not-dict",
        "`next_word` returns the model's array. Expected a dict from each word "
        "to its probability.",
        _saying(lambda p, v: p[-1]),
    ),
    Mistake(
        "logarithms",
        "`next_word` returns logarithms. Expected the probabilities themselves.",
        _saying(lambda p, v: _named(np.log(p[-1]), v)),
    ),
    Mistake(
        "softmax-again",
        "`next_word` applies a softmax to what the model says. The model gives "
        "probabilities already; a second softmax makes them nearly equal.",
        _saying(lambda p, v: _named(np.exp(p[-1]) / np.exp(p[-1]).sum(), v)),
    ),
    Mistake(
        "per-cent",
        "`next_word` returns per cent. Expected probabilities from 0 to 1.",
        _saying(lambda p, v: _named(100 * p[-1], v)),
    ),
)
