"""Sentences that `check` and `grade` say alike."""

NO_INPUT = (
    "input() was called, but nobody is there to answer while a notebook is graded. "
    "Give the value in the code."
)


def gone(why: str) -> str:
    """Say that the learner's process is no more."""
    return f"The notebook's process is gone: {why}."


ENDED = "it ended, or broke off the conversation"
SLOW = "it did not answer in time"
