"""The examiner of `generate`: it hands in a small network whose every answer is known."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import describe
from rnn_course.checks.lesson_12.known_network import (
    CHARACTERS,
    TEMPTING,
    VOCABULARY,
    answer_to,
    known_network,
    written,
)
from rnn_course.checks.lesson_12.patience import patient
from rnn_course.checks.trouble import Trouble
from rnn_course.checks.verdict import Wrong

__all__ = ["examine_generate"]

SECONDS = 60.0  # for one call
PROMPTS = ("Emba", "kab.", "a%mb")
LENGTHS = (7, 1, 5)


def examine_generate(case: Case) -> None:
    """Write with the network at three temperatures.

    Raises
    ------
    Wrong
        With the recognised mistake.
    """
    case, model = patient(case, SECONDS), known_network()
    prompt, *others = chance.among(PROMPTS, _prompts)
    for text, length in zip((prompt, *others), LENGTHS, strict=True):
        _demand_text(case, model, text, length)
    _demand_temperature(case, model, prompt)
    _demand_free_draws(case, model, prompt)
    _demand_characters(case, known_network(reserved=TEMPTING), prompt)


def _prompts(rng: np.random.Generator) -> tuple[str, ...]:
    """Return three prompts of four characters; the last one has an unknown one."""
    one, two, last = (
        "".join(rng.choice(list(CHARACTERS[1:]), 4, replace=False)) for _ in range(3)
    )
    return one, two, f"{last[0]}%{last[2:]}"


examine_generate.trains = True  # it loads TensorFlow: its tests are slow ones


def _call(
    case: Case, model: Any, prompt: str, length: int, temperature: float, seed: int = 0
) -> str:
    arguments = {
        "model": model,
        "prompt": prompt,
        "length": length,
        "temperature": temperature,
        "rng": chance.generator(seed),
        "vocabulary": VOCABULARY,
    }
    call = case.try_call(**arguments)
    if call.trouble:
        _explain(call.trouble, prompt)
    text = case.call(**arguments) if call.trouble or call.value is None else call.value
    if not isinstance(text, str):
        raise Wrong(
            f"`generate` returned {describe(text)}; expected a string: the prompt, and "
            'the new characters behind it. `"".join(…)` makes one of a list.',
            "unfit-result",
        )
    _demand_form(text, prompt, length)
    return str(text)


def _explain(trouble: Trouble, prompt: str) -> None:
    """Say what an exception means, where its own words would not help."""
    said = trouble.message
    if trouble.name == "KeyError" and said in ("0", "1"):
        raise Wrong(*_RESERVED)
    if trouble.name == "KeyError" and "%" in prompt:
        raise Wrong(
            "A character of the prompt that is not in the vocabulary stops the "
            "function. Read it as id 1: `vocabulary.get(character, 1)`.",
            "unknown-crashes",
            0.75,
        )
    if "ncompatible shape" in said:
        raise Wrong(
            "The network refuses the ids that it is given: it reads (batch, time). Put "
            "the ids of the one text into a row of its own, `np.array([ids])`, and take "
            "the logits with `[0, -1]`.",
            "no-batch-axis",
        )
    if "Tensor" in said or "read-only" in said:
        raise Wrong(
            "What the network returns is a Keras tensor. It has no NumPy methods and "
            "cannot be changed, and `np.asarray` only lends it. Make an array of your "
            "own first: `np.array(model(np.array([ids])))[0, -1]`.",
            "tensor-not-array",
        )


_RESERVED = (
    "The function writes id 0 or 1 when the network finds it likeliest. These ids have "
    "no character. Set their logits to `-np.inf` before you draw: `logits[:2] = -np.inf`.",
    "draws-reserved-ids",
    0.75,
)


def _demand_form(text: str, prompt: str, length: int) -> None:
    if not text.startswith(prompt):
        known = [c for c in prompt if c in VOCABULARY]
        if known and len(known) < len(prompt) and text.startswith(prompt[0]):
            raise Wrong(
                "A character of the prompt that is not in the vocabulary is another one "
                "in the result, or is gone. The network reads it as id 1, but the text "
                "begins with the prompt as it was given.",
                "rewrites-the-prompt",
                0.75,
            )
        raise Wrong(
            "The result does not begin with the prompt. Return the prompt and the new "
            "characters behind it, as one string.",
            "without-the-prompt",
            0.5,
        )
    new = len(text) - len(prompt)
    if new == length and set(text[len(prompt) :]) <= set(CHARACTERS):
        return
    if new == length:
        raise Wrong(*_RESERVED)
    if len(text) == length:
        raise Wrong(
            "`length` counts the *new* characters; here the prompt is counted with "
            f"them: of {length} asked for there are {new}.",
            "prompt-is-counted",
            0.5,
        )
    raise Wrong(
        f"Asked for {length} new characters, the function wrote {new}.", "wrong-length"
    )


def _demand_text(case: Case, model: Any, prompt: str, length: int) -> None:
    """Demand the likeliest text at temperature 0."""
    text = _call(case, model, prompt, length, 0)
    if text == written(prompt, length):
        return
    first = len([VOCABULARY.get(c, 1) for c in prompt])
    for mistake, message, wrong in (
        (
            "never-reads-what-it-wrote",
            "Every new character is the answer to the prompt alone. Put each one behind "
            "the text, and let the network read that.",
            written(prompt, length, lambda ids: ids[:first]),
        ),
        (
            "reads-the-last-character-only",
            "The network is given the last character alone, and so it has forgotten the "
            "others: its state starts at zero in each call. Hand it the whole text.",
            written(prompt, length, lambda ids: ids[-1:]),
        ),
        (
            "takes-the-first-place",
            "The logits of the *first* place are used. What follows the text stands at "
            "the last one: `logits[0, -1]`.",
            written(prompt, length, lambda ids: ids[:1]),
        ),
        (
            "unknown-is-zero",
            "Unknown characters of the prompt are read as id 0, which is padding. Each "
            "is read as id 1.",
            written(prompt, length, lambda ids: [i * (i != 1) for i in ids]),
        ),
        (
            "unknown-dropped",
            "Unknown characters of the prompt are left out. Each is read as id 1.",
            written(prompt, length, known=lambda c: c in VOCABULARY),
        ),
    ):
        if text == wrong:
            raise Wrong(message, mistake, 0.25)
    raise Wrong(
        "At temperature 0 the new characters are not those that the network finds "
        "likeliest. Is an id turned into its character by the vocabulary, and does the "
        "network read the whole text each time?",
        None,
    )


def _demand_characters(case: Case, model: Any, prompt: str) -> None:
    """Demand that ids without a character are never drawn, however likely they are."""
    for temperature in (0, 1.0):
        try:
            text = _call(case, model, prompt, 7, temperature)
        except Wrong:
            raise Wrong(*_RESERVED) from None
        if _following(text, prompt) < 0.7:
            raise Wrong(*_RESERVED)


def _following(text: str, prompt: str) -> float:
    """Return the share of new characters that are the network's first choice."""
    ids = [VOCABULARY[c] for c in text]
    places = range(len(prompt), len(text))
    return float(np.mean([ids[i] == answer_to(ids[:i]) for i in places]))


def _demand_temperature(case: Case, model: Any, prompt: str) -> None:
    text = _call(case, model, prompt, 5, 1.0, seed=5)
    if _following(text, prompt) < 0.7:
        raise Wrong(
            "At temperature 1 the network is nearly sure of each character, but others "
            "are written. Draw from softmax(logits / temperature).",
            "wrong-draws",
            0.25,
        )


def _demand_free_draws(case: Case, model: Any, prompt: str) -> None:
    """Demand that heat makes the draws free, and that they come from the generator."""
    one, again, other = (
        _call(case, model, prompt, 8, 1e5, seed=seed) for seed in (6, 6, 7)
    )
    if _following(one, prompt) + _following(other, prompt) > 1.4:
        raise Wrong(
            "At a very high temperature any character should come; the function goes on "
            "to write the likeliest one. Hand the temperature on to `sample`.",
            "ignores-the-temperature",
            0.5,
        )
    if one != again or one == other:
        alike = "the same text from different"
        seen = alike if one == again else "another text from the same"
        raise Wrong(
            f"The function wrote {seen} random generators. Draw from the `rng` that is "
            "given, and make no other one.",
            "ignores-the-rng",
            0.5,
        )
