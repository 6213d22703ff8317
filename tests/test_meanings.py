"""What exceptions mean: said for real ones, as this NumPy and this Python word them."""

import numpy as np
import pytest

from rnn_course.checks import judge
from rnn_course.checks.meanings import meaning_of
from rnn_course.checks.trouble import shorten


class Eager:
    """Stands for Keras's class of this name."""


Eager.__name__ = Eager.__qualname__ = "EagerTensor"

ONES, NOTHING, PLACE = np.ones, None, 1.0


@pytest.mark.parametrize(
    ("raises", "says"),
    [
        (lambda: ONES((2, 3)) @ ONES((2, 3)), "as many columns"),
        (lambda: ONES(3) @ ONES((2, 3)), "as many columns"),
        (lambda: np.dot(ONES((2, 3)), ONES((2, 3))), "as many columns"),
        (lambda: ONES((5, 6, 2)) @ ONES((3, 2, 5)), "leaves the batch in its place"),
        (lambda: ONES((5, 6))[ONES((5, 1)) > 0], "`np.where(mask, …, …)`"),
        (lambda: ONES((5, 4)) + ONES((2, 4)), "shapes (5,4) and (2,4)"),
        (lambda: np.array([[1, 2], [3]]), "no common array"),
        (lambda: ONES(4)[4], "behind the end"),
        (lambda: ONES((2, 4))[:, -5], "behind the end"),
        (lambda: [1, 2][2], "behind the end"),
        (lambda: "ab"[2], "behind the end"),
        (lambda: [a for a, b, c in [()]], "number of names"),
        (lambda: [a for a, b in [(1, 2, 3)]], "number of names"),
        (lambda: bool(ONES(2) > 0), "`np.all(…)`"),
        (lambda: Eager().max(), "A Keras tensor"),
        (lambda: NOTHING[0], "return nothing"),
        (lambda: NOTHING.shape, "return nothing"),
        (lambda: NOTHING + 1, "return nothing"),
        (lambda: [1, 2].shape, "A list is no array"),
        (lambda: [1, 2] - 1, "A list does no arithmetic"),
        (lambda: {}.index(2), "of type dict"),
        (lambda: [1, 2][PLACE], "whole number"),
        (lambda: ONES(3)[PLACE], "whole number"),
        (lambda: undefined, "no `undefined` here"),  # noqa: F821
    ],
)
def test_an_exception_gets_its_meaning(raises, says):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        raises()
    assert says in meaning_of(shorten(caught.value, raises))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("raises", "says"),
    [
        (lambda keras, x, y: list(x), "return_state=True"),
        (lambda keras, x, y: keras.layers.Dense(2)([x, y]), "`Concatenate()([…])`"),
        (lambda keras, x, y: keras.Model(x, keras.layers.Dense(2)(y)), "not among"),
    ],
)
def test_what_keras_says_gets_its_meaning(raises, says):
    from rnn_course.models import keras

    x, y = keras.Input((None, 3)), keras.Input((None, 3))
    with pytest.raises(Exception) as caught:  # noqa: PT011
        raises(keras, x, y)
    assert says in meaning_of(shorten(caught.value, raises))


def test_what_is_not_known_is_not_explained():
    assert meaning_of(shorten(RuntimeError("the cat sat"), len)) == ""


def test_a_check_says_what_an_exception_means():
    def double(x):
        return x.shape

    reason = judge("00-start-here", "double", double).reason
    assert "`.shape` is of type" in reason
    assert reason.index("stopped with") < reason.index("of type")
    assert reason.index("of type") < reason.index("It was called with")
